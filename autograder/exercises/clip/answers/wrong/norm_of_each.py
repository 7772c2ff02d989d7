# Scales each array down when its norm is too large.
# names: norm|scal
def clip(gradients, maxValue):
    clipped = {}
    for key, value in gradients.items():
        norm = np.linalg.norm(value)
        clipped[key] = value * (maxValue / norm) if norm > maxValue else value
    return clipped
