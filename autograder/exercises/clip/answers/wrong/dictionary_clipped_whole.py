# Hands the dictionary itself to `np.clip`.
# names: dict|each|array|loop
def clip(gradients, maxValue):
    return np.clip(gradients, -maxValue, maxValue)
