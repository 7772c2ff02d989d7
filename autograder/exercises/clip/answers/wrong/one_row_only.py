# Clips only the first row of each array.
# names: row|first|every|all|whole|(not|isn't) clipped|some
def clip(gradients, maxValue):
    for g in gradients.values():
        g[0] = np.clip(g[0], -maxValue, maxValue)
    return gradients
