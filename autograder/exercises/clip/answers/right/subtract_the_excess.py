# Takes away the part that sticks out, in another arithmetic.
def clip(gradients, maxValue):
    out = {}
    for k, g in gradients.items():
        too_high = np.maximum(g - maxValue, 0)
        too_low = np.minimum(g + maxValue, 0)
        out[k] = g - too_high - too_low
    return out
