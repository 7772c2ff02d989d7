# Squashes smoothly in place of clipping.
# names: tanh|squash|smooth|scal|inside|between|left (alone|as)|unchanged
def clip(gradients, maxValue):
    return {k: maxValue * np.tanh(v / maxValue) if maxValue else 0 * v for k, v in gradients.items()}
