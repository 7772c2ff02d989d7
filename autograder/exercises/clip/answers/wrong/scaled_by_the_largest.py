# Divides each array by its largest entry, so that it just fits.
# names: norm|scal|divid|factor
def clip(gradients, maxValue):
    result = {}
    for key, value in gradients.items():
        largest = np.max(np.abs(value))
        result[key] = value * maxValue / largest if largest > maxValue else value
    return result
