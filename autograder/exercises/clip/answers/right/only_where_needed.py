# Skips the arrays that have nothing to clip.
def clip(gradients, maxValue):
    for key, g in gradients.items():
        if np.max(np.abs(g)) > maxValue:
            gradients[key] = np.clip(g, -maxValue, maxValue)
    return gradients
