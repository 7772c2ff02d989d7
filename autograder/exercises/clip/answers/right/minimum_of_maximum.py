# The lower bound by `np.maximum`, the upper by `np.minimum`.
def clip(gradients, maxValue):
    clipped = {}
    for name in gradients:
        clipped[name] = np.minimum(np.maximum(gradients[name], -maxValue), maxValue)
    return clipped
