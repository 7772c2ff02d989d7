# Uses a global variable of the notebook in place of the argument.
# names: maxValue.*(ignored|not used|written|argument)|(10|number).*written|fixed|constant
limit = 10


def clip(gradients, maxValue):
    return {k: np.clip(v, -limit, limit) for k, v in gradients.items()}
