# Prints the answer and returns nothing.
# names: return
def clip(gradients, maxValue):
    clipped = {k: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
    print(clipped)
