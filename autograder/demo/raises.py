# A misspelled key.

# %% clip | above below inside keys limit
def clip(gradients, maxValue):
    for key in ["dWax", "dWaa", "dWya", "db", "dbb"]:
        np.clip(gradients[key], -maxValue, maxValue, out=gradients[key])
    return gradients
