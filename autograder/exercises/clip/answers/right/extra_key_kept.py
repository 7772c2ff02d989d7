# Keeps a key of its own (the limit) beside the five gradients.
def clip(gradients, maxValue):
    clipped = {k: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
    clipped["maxValue"] = maxValue
    return clipped
