# The bounds are in the wrong order.
# names: swap|exchang|order|other way|wrong way|minimum.*maximum|lower.*upper|first
def clip(gradients, maxValue):
    return {k: np.clip(v, maxValue, -maxValue) for k, v in gradients.items()}
