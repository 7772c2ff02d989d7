# Returns arrays in column order.
def clip(gradients, maxValue):
    return {k: np.asfortranarray(np.clip(g, -maxValue, maxValue)) for k, g in gradients.items()}
