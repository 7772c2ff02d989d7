# The closed formula (|g + m| - |g - m|) / 2.
def clip(gradients, maxValue):
    return {k: (np.abs(g + maxValue) - np.abs(g - maxValue)) / 2 for k, g in gradients.items()}
