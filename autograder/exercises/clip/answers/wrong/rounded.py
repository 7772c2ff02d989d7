# Turns the entries into whole numbers.
# names: whole|round|integer|int\b|decimal|inside|between
def clip(gradients, maxValue):
    return {k: np.clip(v, -maxValue, maxValue).astype(int) for k, v in gradients.items()}
