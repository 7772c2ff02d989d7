# Flattens every array, so the shapes are lost.
# names: shape
def clip(gradients, maxValue):
    return {k: np.clip(v, -maxValue, maxValue).ravel() for k, v in gradients.items()}
