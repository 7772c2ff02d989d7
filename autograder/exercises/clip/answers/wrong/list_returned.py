# Returns a list of the clipped arrays.
# names: dict|list
def clip(gradients, maxValue):
    return [np.clip(v, -maxValue, maxValue) for v in gradients.values()]
