# Returns nested lists where arrays are meant.
# names: list|array
def clip(gradients, maxValue):
    return {k: np.clip(v, -maxValue, maxValue).tolist() for k, v in gradients.items()}
