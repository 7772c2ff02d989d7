# Returns the negative of the clipped gradients.
# names: sign
def clip(gradients, maxValue):
    return {k: -np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
