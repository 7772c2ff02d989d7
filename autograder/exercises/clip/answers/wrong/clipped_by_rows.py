# Scales each row that is too long.
# names: norm|scal|row
def clip(gradients, maxValue):
    clipped = {}
    for k, v in gradients.items():
        length = np.linalg.norm(v, axis=1, keepdims=True)
        clipped[k] = np.where(length > maxValue, v * maxValue / np.maximum(length, 1e-12), v)
    return clipped
