# Only the upper side is clipped.
# names: (lower|negative|below|minimum|-maxValue).*|upper (bound|side|limit|end) only|only.*(upper|top)
def clip(gradients, maxValue):
    return {k: np.minimum(v, maxValue) for k, v in gradients.items()}
