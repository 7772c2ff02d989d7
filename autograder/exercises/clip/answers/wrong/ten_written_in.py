# Always clips at 10, whatever the limit.
# names: maxValue.*(ignored|not used|written|argument)|(10|number).*written|fixed|constant
def clip(gradients, maxValue):
    for gradient in gradients.values():
        np.clip(gradient, -10, 10, out=gradient)
    return gradients
