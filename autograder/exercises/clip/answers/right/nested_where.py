# Two `np.where`, one in the other.
def clip(gradients, maxValue):
    def squash(g):
        return np.where(g > maxValue, maxValue, np.where(g < -maxValue, -maxValue, g))

    return dict((k, squash(v)) for k, v in gradients.items())
