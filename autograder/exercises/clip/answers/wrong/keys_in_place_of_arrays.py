# Loops over the keys and hands the strings to `np.clip`.
# names: key|string|name|str|loop|dtype
def clip(gradients, maxValue):
    for gradient in gradients:
        np.clip(gradient, -maxValue, maxValue, out=gradient)
    return gradients
