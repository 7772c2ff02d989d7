# Clips the recurrent weights, which are said to explode, and nothing else.
# names: dWax|dWya|\bdb\b|dby
def clip(gradients, maxValue):
    clipped = dict(gradients)
    clipped["dWaa"] = np.clip(gradients["dWaa"], -maxValue, maxValue)
    return clipped
