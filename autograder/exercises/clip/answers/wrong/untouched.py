# Returns what came in.
# names: unchanged|nothing (is|was) clipped
def clip(gradients, maxValue):
    return gradients
