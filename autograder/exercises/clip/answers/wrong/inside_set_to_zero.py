# Entries inside the limits become zero.
# names: zero|\b0\b|inside|between|left (alone|as)
def clip(gradients, maxValue):
    return {k: np.where(np.abs(v) > maxValue, np.sign(v) * maxValue, 0.0) for k, v in gradients.items()}
