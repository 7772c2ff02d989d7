# Cuts the decimals off the limit.
# names: limit|maxValue|int
def clip(gradients, maxValue):
    return {k: np.clip(v, -int(maxValue), int(maxValue)) for k, v in gradients.items()}
