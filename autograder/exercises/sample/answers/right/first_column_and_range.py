# `y[:, 0]`, a plain `range`, `x` reset in place with `fill`.
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = parameters['Waa'], parameters['Wax'], parameters['Wya'], parameters['by'], parameters['b']
    vocab_size = by.shape[0]
    x = np.zeros((vocab_size, 1))
    a_prev = np.zeros(b.shape)
    indices = []
    counter = 0
    idx = -1
    while idx != char_to_ix['\n'] and counter < 50:
        a_prev = np.tanh(Wax.dot(x) + Waa.dot(a_prev) + b)
        z = Wya.dot(a_prev) + by
        y = softmax(z)
        np.random.seed(counter + seed)
        idx = np.random.choice(range(vocab_size), p=y[:, 0])
        indices.append(idx)
        x.fill(0)
        x[idx] = 1
        seed = seed + 1
        counter = counter + 1
    if counter == 50:
        indices += [char_to_ix['\n']]
    return indices
