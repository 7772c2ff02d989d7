# A small class does the work.
class Clipper:
    def __init__(self, limit):
        self.limit = limit

    def __call__(self, array):
        return np.clip(array, -self.limit, self.limit)


def clip(gradients, maxValue):
    clipper = Clipper(maxValue)
    return dict(zip(gradients.keys(), map(clipper, gradients.values())))
