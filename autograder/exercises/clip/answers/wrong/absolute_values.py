# Clips the sizes and forgets all signs.
# names: sign|negative|absolute
def clip(gradients, maxValue):
    return {k: np.clip(np.abs(v), -maxValue, maxValue) for k, v in gradients.items()}
