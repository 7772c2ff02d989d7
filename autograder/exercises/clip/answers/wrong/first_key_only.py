# Returns from inside the loop, so only the first array is clipped.
# names: dWaa|dWya|\bdb\b|dby|first|(not|isn't) clipped|other
def clip(gradients, maxValue):
    for gradient in gradients.values():
        np.clip(gradient, -maxValue, maxValue, out=gradient)
        return gradients
