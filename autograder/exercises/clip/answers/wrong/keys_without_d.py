# The keys of the result are those of the parameters.
# names: key|dWaa|dWax|called|named?
def clip(gradients, maxValue):
    return {k[1:]: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
