# Only the lower side is clipped.
# names: (upper|above|larger|greater|maximum|top)|only.*(lower|bottom)
def clip(gradients, maxValue):
    return {k: np.maximum(v, -maxValue) for k, v in gradients.items()}
