# Returns an OrderedDict, which is a dict.
from collections import OrderedDict


def clip(gradients, maxValue):
    clipped = OrderedDict()
    for key in sorted(gradients):
        clipped[key] = np.clip(gradients[key], -maxValue, maxValue)
    return clipped
