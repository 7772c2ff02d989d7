# A recursive inner function.
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = parameters['Waa'], parameters['Wax'], parameters['Wya'], parameters['by'], parameters['b']
    newline = char_to_ix['\n']

    def rest(x, a, t):
        if t == 50:
            return [newline]
        a = np.tanh(Wax.dot(x) + Waa.dot(a) + b)
        np.random.seed(seed + 2 * t)
        idx = np.random.choice(by.shape[0], p=softmax(Wya.dot(a) + by).ravel())
        x = np.zeros_like(x)
        x[idx] = 1
        return [idx] + ([] if idx == newline else rest(x, a, t + 1))

    return rest(np.zeros((by.shape[0], 1)), np.zeros((b.shape[0], 1)), 0)
