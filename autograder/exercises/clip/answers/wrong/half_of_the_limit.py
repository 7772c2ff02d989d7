# Clips to a width of `maxValue` in all.
# names: half|limit in effect
def clip(gradients, maxValue):
    return {k: np.clip(v, -maxValue / 2, maxValue / 2) for k, v in gradients.items()}
