# Entries outside the limits become zero.
# names: zero|\b0\b
def clip(gradients, maxValue):
    return {k: np.where(np.abs(v) <= maxValue, v, 0.0) for k, v in gradients.items()}
