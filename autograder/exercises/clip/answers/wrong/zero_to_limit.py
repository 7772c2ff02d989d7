# Clips to [0, maxValue]: every negative entry is lost.
# names: negative|lower (bound|limit|end)|below zero|0 (to|and)|from 0|-maxValue
def clip(gradients, maxValue):
    return {k: np.clip(v, 0, maxValue) for k, v in gradients.items()}
