# Overwrites what lies outside by boolean masks.
def clip(gradients, maxValue):
    for g in gradients.values():
        g[g > maxValue] = maxValue
        g[g < -maxValue] = -maxValue
    return gradients
