# Always clips at 5.
# names: maxValue.*(ignored|not used|written|argument)|(5|number).*written|fixed|constant
def clip(gradients, maxValue):
    return {k: np.clip(v, -5, 5) for k, v in gradients.items()}
