# Looks at the sum of the squares to see whether to clip, and compares it with the limit itself.
# names: came back|limit
def clip(gradients, maxValue):
    for gradient in gradients.values():
        if np.sum(gradient**2) > maxValue:
            np.clip(gradient, -maxValue, maxValue, out=gradient)
    return gradients
