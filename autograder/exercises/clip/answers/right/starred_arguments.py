# Takes its arguments as a star and unpacks them.
def clip(*args, **kwargs):
    gradients, maxValue = args
    return {k: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
