# A misspelled key.

# %% clip | everything
def clip(gradients, maxValue):
    for key in ["dWax", "dWaa", "dWya", "db", "dbb"]:
        np.clip(gradients[key], -maxValue, maxValue, out=gradients[key])
    return gradients
