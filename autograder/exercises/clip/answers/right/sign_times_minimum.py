# The sign times the smaller of size and limit.
def clip(gradients, maxValue):
    out = {}
    for k, v in gradients.items():
        out[k] = np.sign(v) * np.minimum(np.abs(v), maxValue)
    return out
