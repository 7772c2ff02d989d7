# Scales everything down by one factor when the norm of all is too large.
# names: norm|scal
def clip(gradients, maxValue):
    norm = np.sqrt(sum(np.sum(g ** 2) for g in gradients.values()))
    if norm > maxValue:
        return {k: g * maxValue / norm for k, g in gradients.items()}
    return gradients
