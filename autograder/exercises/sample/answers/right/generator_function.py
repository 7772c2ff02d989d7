# A generator yields the indices; the answer makes a list of them.
def characters(parameters, newline, seed):
    Waa, Wax, Wya, by, b = parameters['Waa'], parameters['Wax'], parameters['Wya'], parameters['by'], parameters['b']
    x, a = np.zeros(by.shape), np.zeros(b.shape)
    for t in range(50):
        a = np.tanh(Wax @ x + Waa @ a + b)
        np.random.seed(seed + 2 * t)
        idx = np.random.choice(by.size, p=softmax(Wya @ a + by).ravel())
        yield idx
        if idx == newline:
            return
        x = np.zeros(by.shape)
        x[idx] = 1
    yield newline


def sample(parameters, char_to_ix, seed):
    return list(characters(parameters, char_to_ix['\n'], seed))
