# Row vectors and transposed matrices throughout.
def sample(parameters, char_to_ix, seed):
    WaaT, WaxT, WyaT = parameters['Waa'].T, parameters['Wax'].T, parameters['Wya'].T
    by, b = parameters['by'].T, parameters['b'].T
    vocab_size = by.shape[1]
    n_a = b.shape[1]
    x = np.zeros((1, vocab_size))
    a_prev = np.zeros((1, n_a))
    indices = []
    idx = -1
    counter = 0
    newline_character = char_to_ix['\n']
    while idx != newline_character and counter != 50:
        a = np.tanh(x.dot(WaxT) + a_prev.dot(WaaT) + b)
        z = a.dot(WyaT) + by
        y = np.exp(z)
        y = y / y.sum(axis=1, keepdims=True)
        np.random.seed(counter + seed)
        idx = np.random.choice(list(range(vocab_size)), p=y[0])
        indices.append(idx)
        x = np.zeros((1, vocab_size))
        x[0, idx] = 1
        a_prev = a
        seed += 1
        counter += 1
    if counter == 50:
        indices.append(newline_character)
    return indices
