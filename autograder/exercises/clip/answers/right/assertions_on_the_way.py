# Asserts what it has done.
def clip(gradients, maxValue):
    clipped = {}
    for name, gradient in gradients.items():
        clipped[name] = np.clip(gradient, -maxValue, maxValue)
        assert clipped[name].shape == gradient.shape
        assert np.all(np.abs(clipped[name]) <= maxValue)
    return clipped
