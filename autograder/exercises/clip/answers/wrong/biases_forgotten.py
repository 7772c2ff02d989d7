# Only the three weight matrices are clipped.
# names: \bdb\b|dby
def clip(gradients, maxValue):
    for key in ["dWaa", "dWax", "dWya"]:
        np.clip(gradients[key], -maxValue, maxValue, out=gradients[key])
    return gradients
