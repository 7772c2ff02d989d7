# The middle one of the lower limit, the value and the upper limit.
def clip(gradients, maxValue):
    low_high = lambda g: (np.full_like(g, -maxValue), g, np.full_like(g, maxValue))
    return {k: np.median(np.stack(low_high(g)), axis=0) for k, g in gradients.items()}
