# Prints shapes and extremes while it works.
def clip(gradients, maxValue):
    for key, value in gradients.items():
        print(key, value.shape, "before:", value.min(), value.max())
        np.clip(value, -maxValue, maxValue, out=value)
        print(key, "after:", value.min(), value.max())
    return gradients
