# Flattens, clips with Python's min and max, and puts the shape back.
def clip(gradients, maxValue):
    new = dict()
    for key in gradients:
        flat = [max(-maxValue, min(maxValue, v)) for v in gradients[key].ravel().tolist()]
        new[key] = np.array(flat, dtype=float).reshape(gradients[key].shape)
    return new
