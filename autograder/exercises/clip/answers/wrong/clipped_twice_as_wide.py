# Clips to twice the limit.
# names: twice|limit in effect
def clip(gradients, maxValue):
    return {k: np.clip(v, -2 * maxValue, 2 * maxValue) for k, v in gradients.items()}
