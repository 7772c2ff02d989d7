# Every entry becomes plus or minus the limit.
# names: sign|every|inside|between|left (alone|as)|small
def clip(gradients, maxValue):
    return {k: np.sign(v) * maxValue for k, v in gradients.items()}
