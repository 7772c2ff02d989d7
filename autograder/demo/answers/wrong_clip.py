# Clips from above only.

# %% clip | below
def clip(gradients, maxValue):
    for gradient in gradients.values():
        np.minimum(gradient, maxValue, out=gradient)
    return gradients
