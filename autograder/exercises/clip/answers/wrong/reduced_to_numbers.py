# `np.max` and `np.min` reduce each array to one number.
# names: shape|number|array
def clip(gradients, maxValue):
    return {k: min(np.max(v), maxValue) for k, v in gradients.items()}
