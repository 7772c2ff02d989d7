# Clips one short of the limit, an off by one.
# names: minus 1|one less|one too small|limit in effect
def clip(gradients, maxValue):
    return {k: np.clip(v, -(maxValue - 1), maxValue - 1) for k, v in gradients.items()}
