# Calls `np.clip` and drops what it returns.
# names: rebind|loop variable|unchanged|new array|thrown away|nothing (is|was) clipped
def clip(gradients, maxValue):
    for gradient in gradients.values():
        np.clip(gradient, -maxValue, maxValue)
    return gradients
