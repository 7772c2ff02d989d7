# The lower bound has lost its minus: every entry becomes the limit.
# names: minus|-maxValue|lower (bound|limit|end)|same|every
def clip(gradients, maxValue):
    for g in gradients.values():
        np.clip(g, maxValue, maxValue, out=g)
    return gradients
