# Large negative entries become positive.
# names: sign|negative|-maxValue
def clip(gradients, maxValue):
    return {k: np.where(np.abs(v) > maxValue, maxValue, v) for k, v in gradients.items()}
