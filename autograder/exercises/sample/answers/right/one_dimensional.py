# Everything as vectors of one dimension, the biases flattened first.
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya = parameters['Waa'], parameters['Wax'], parameters['Wya']
    b, by = parameters['b'].ravel(), parameters['by'].ravel()
    vocab_size, n_a = by.size, b.size
    x = np.zeros(vocab_size)
    a = np.zeros(n_a)
    indices, idx, counter = [], -1, 0
    while idx != char_to_ix['\n'] and counter < 50:
        a = np.tanh(Wax @ x + Waa @ a + b)
        z = Wya @ a + by
        y = np.exp(z - z.max())
        y /= y.sum()
        np.random.seed(seed + counter)
        idx = np.random.choice(vocab_size, p=y)
        indices.append(idx)
        x = np.zeros(vocab_size)
        x[idx] = 1
        seed, counter = seed + 1, counter + 1
    if counter == 50:
        indices.append(char_to_ix['\n'])
    return indices
