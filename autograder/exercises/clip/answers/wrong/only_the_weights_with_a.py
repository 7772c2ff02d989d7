# A key is listed twice and another is missing.
# names: dWya
def clip(gradients, maxValue):
    out = dict(gradients)
    for key in ["dWaa", "dWax", "dWax", "db", "dby"]:
        out[key] = np.clip(gradients[key], -maxValue, maxValue)
    return out
