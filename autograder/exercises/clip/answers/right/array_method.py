# The array's own method, and a dictionary that is updated.
def clip(gradients, maxValue):
    gradients.update({k: g.clip(-maxValue, maxValue) for k, g in gradients.items()})
    return gradients
