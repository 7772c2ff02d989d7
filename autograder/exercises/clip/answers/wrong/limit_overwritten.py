# Overwrites the limit with 10 before it is used.
# names: maxValue.*(ignored|not used|written|argument)|(10|number).*written|fixed|constant
def clip(gradients, maxValue):
    maxValue = 10
    return {k: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
