# A helper function and a constant above the answer.
KEYS = ("dWaa", "dWax", "dWya", "db", "dby")


def _between(value, limit):
    return np.maximum(-limit, np.minimum(limit, value))


def clip(gradients, maxValue):
    return {key: _between(gradients[key], maxValue) for key in KEYS}
