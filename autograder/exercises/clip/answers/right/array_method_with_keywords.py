# The array's method with `min=` and `max=` and `out=`.
def clip(gradients, maxValue):
    for g in gradients.values():
        g.clip(min=-maxValue, max=maxValue, out=g)
    return gradients
