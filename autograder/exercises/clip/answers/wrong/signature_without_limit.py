# Takes only the gradients.
# names: argument|TypeError|parameter|maxValue
def clip(gradients):
    return {k: np.clip(v, -10, 10) for k, v in gradients.items()}
