# Hands whole arrays to Python's `min` and `max`.
# names: ambiguous|min|max|np\.clip|element|truth
def clip(gradients, maxValue):
    return {k: max(min(v, maxValue), -maxValue) for k, v in gradients.items()}
