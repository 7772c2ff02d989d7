# Gives the limit a default that is never used.
def clip(gradients, maxValue=10):
    for gradient in gradients:
        np.clip(gradients[gradient], -maxValue, maxValue, out=gradients[gradient])
    return gradients
