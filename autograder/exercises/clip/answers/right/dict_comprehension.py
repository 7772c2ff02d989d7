# A new dictionary in one line; the arrays that came in stay as they were.
def clip(gradients, maxValue):
    return {name: np.clip(value, -maxValue, maxValue) for name, value in gradients.items()}
