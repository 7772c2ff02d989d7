# The bounds are in the wrong order.
# names: swap|order|other way|wrong way|minimum.*maximum|lower.*upper|first
def clip(gradients, maxValue):
    return {k: np.clip(v, maxValue, -maxValue) for k, v in gradients.items()}
