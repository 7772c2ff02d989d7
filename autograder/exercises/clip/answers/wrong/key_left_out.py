# The dictionary that is returned has no `dby`.
# names: dby
def clip(gradients, maxValue):
    return {k: np.clip(gradients[k], -maxValue, maxValue) for k in ("dWaa", "dWax", "dWya", "db")}
