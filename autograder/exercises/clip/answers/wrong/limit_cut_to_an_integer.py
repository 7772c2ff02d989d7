# Cuts the decimals off the limit.
# names: decimals|integer|int
def clip(gradients, maxValue):
    return {k: np.clip(v, -int(maxValue), int(maxValue)) for k, v in gradients.items()}
