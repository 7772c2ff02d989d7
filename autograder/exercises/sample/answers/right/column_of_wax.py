# Takes a column of `Wax` in place of the product with a one-hot vector.
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = parameters['Waa'], parameters['Wax'], parameters['Wya'], parameters['by'], parameters['b']
    newline = char_to_ix['\n']
    state = np.zeros_like(b)
    indices = []
    while len(indices) < 50 and (not indices or indices[-1] != newline):
        drive = Wax[:, indices[-1:]] if indices else 0
        state = np.tanh(drive + Waa @ state + b)
        p = softmax(Wya @ state + by)
        np.random.seed(seed + 2 * len(indices))
        indices.append(np.random.choice(len(by), p=p.ravel()))
    return indices + [newline] if len(indices) == 50 else indices
