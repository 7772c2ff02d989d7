# Clips in place and returns nothing.
# names: return
def clip(gradients, maxValue):
    for g in gradients.values():
        np.clip(g, -maxValue, maxValue, out=g)
