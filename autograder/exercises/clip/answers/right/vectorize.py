# A scalar function made an array function by `np.vectorize`.
def clip(gradients, maxValue):
    one = np.vectorize(lambda v: float(min(max(v, -maxValue), maxValue)))
    return {key: one(value) for key, value in gradients.items()}
