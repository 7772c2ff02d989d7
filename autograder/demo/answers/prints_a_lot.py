# Right, with a print left over in the innermost loop.

# %% clip
def clip(gradients, maxValue):
    for key, gradient in gradients.items():
        for value in gradient.ravel():
            print(key, value, "x" * 10_000)
        np.clip(gradient, -maxValue, maxValue, out=gradient)
    return gradients
