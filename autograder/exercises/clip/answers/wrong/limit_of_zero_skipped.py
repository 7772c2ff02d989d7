# Treats a limit of 0 as no limit.
# names: \b0\b|zero
def clip(gradients, maxValue):
    if not maxValue:
        return gradients
    return {k: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
