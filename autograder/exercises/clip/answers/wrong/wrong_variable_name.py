# A name that was never given a value.
# names: NameError|not defined|max_value
def clip(gradients, maxValue):
    for g in gradients.values():
        np.clip(g, -max_value, max_value, out=g)
    return gradients
