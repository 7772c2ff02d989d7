# The function is a lambda.
clip = lambda gradients, maxValue: {k: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
