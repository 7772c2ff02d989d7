# Takes only the gradients.
# names: argument|parameter|maxValue
def clip(gradients):
    return {k: np.clip(v, -10, 10) for k, v in gradients.items()}
