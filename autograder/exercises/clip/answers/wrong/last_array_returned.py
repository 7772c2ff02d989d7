# Returns the loop variable: one array and no dictionary.
# names: dict|array
def clip(gradients, maxValue):
    for gradient in gradients.values():
        np.clip(gradient, -maxValue, maxValue, out=gradient)
    return gradient
