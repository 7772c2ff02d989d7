# Clips a deep copy and returns the original.
# names: unchanged|copy|as (it|they) (was|were) passed|nothing (is|was) clipped|passed in
import copy


def clip(gradients, maxValue):
    clipped = copy.deepcopy(gradients)
    for g in clipped.values():
        np.clip(g, -maxValue, maxValue, out=g)
    return gradients
