# Overwrites what is too large, forgets what is too small.
# names: (lower|negative|below|minimum|-maxValue).*|upper (bound|side|limit|end) only|only.*(upper|top)
def clip(gradients, maxValue):
    for g in gradients.values():
        g[g > maxValue] = maxValue
    return gradients
