# Clips all rows but the last.
# names: not touched|last row
def clip(gradients, maxValue):
    for gradient in gradients.values():
        for row in range(gradient.shape[0] - 1):
            np.clip(gradient[row], -maxValue, maxValue, out=gradient[row])
    return gradients
