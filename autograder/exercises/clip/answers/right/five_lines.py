# One line a gradient, no loop.
def clip(gradients, maxValue):
    dWaa = np.clip(gradients['dWaa'], -maxValue, maxValue)
    dWax = np.clip(gradients['dWax'], -maxValue, maxValue)
    dWya = np.clip(gradients['dWya'], -maxValue, maxValue)
    db = np.clip(gradients['db'], -maxValue, maxValue)
    dby = np.clip(gradients['dby'], -maxValue, maxValue)
    return {'dby': dby, 'db': db, 'dWya': dWya, 'dWaa': dWaa, 'dWax': dWax}
