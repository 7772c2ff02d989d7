# Clips only the first column of each array.
# names: not touched|first column
def clip(gradients, maxValue):
    for gradient in gradients.values():
        gradient[:, 0] = np.clip(gradient[:, 0], -maxValue, maxValue)
    return gradients
