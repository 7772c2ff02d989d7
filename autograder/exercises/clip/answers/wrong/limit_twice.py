# The lower bound has lost its minus: every entry becomes the limit.
# names: minus|lower (bound|limit|end)|every entry
def clip(gradients, maxValue):
    for g in gradients.values():
        np.clip(g, maxValue, maxValue, out=g)
    return gradients
