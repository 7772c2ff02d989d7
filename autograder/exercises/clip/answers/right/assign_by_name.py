# Loops over the names and writes each entry of the dictionary anew.
def clip(gradients, maxValue):
    for key in gradients.keys():
        gradients[key] = np.clip(gradients[key], -maxValue, maxValue)
    return gradients
