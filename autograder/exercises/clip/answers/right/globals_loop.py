# Loops over names and looks each array up among the local variables.
def clip(gradients, maxValue):
    dWaa, dWax, dWya, db, dby = gradients['dWaa'], gradients['dWax'], gradients['dWya'], gradients['db'], gradients['dby']
    arrays = locals()
    return {n: np.clip(arrays[n], -maxValue, maxValue) for n in ["dWaa", "dWax", "dWya", "db", "dby"]}
