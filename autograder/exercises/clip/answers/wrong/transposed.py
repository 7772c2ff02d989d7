# Returns the transposed arrays.
# names: shape|transpos
def clip(gradients, maxValue):
    return {k: np.clip(v, -maxValue, maxValue).T for k, v in gradients.items()}
