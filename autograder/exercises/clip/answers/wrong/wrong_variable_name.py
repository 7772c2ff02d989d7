# A name that was never given a value.
# names: no such name has a value
def clip(gradients, maxValue):
    for g in gradients.values():
        np.clip(g, -max_value, max_value, out=g)
    return gradients
