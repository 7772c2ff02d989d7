# Normalises once more, and asserts that the sum is one.
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = parameters['Waa'], parameters['Wax'], parameters['Wya'], parameters['by'], parameters['b']
    vocab_size = by.shape[0]
    x = np.zeros((vocab_size, 1))
    a_prev = np.zeros((Waa.shape[1], 1))
    indices, idx, counter = [], -1, 0
    while idx != char_to_ix['\n'] and counter != 50:
        a = np.tanh(np.dot(Wax, x) + np.dot(Waa, a_prev) + b)
        p = softmax(np.dot(Wya, a) + by).ravel()
        p = p / p.sum()
        assert abs(p.sum() - 1) < 1e-9
        np.random.seed(counter + seed)
        idx = np.random.choice([i for i in range(vocab_size)], p=p)
        indices.append(idx)
        x = np.zeros((vocab_size, 1))
        x[idx] = 1
        a_prev = a
        seed += 1
        counter += 1
    if counter == 50:
        indices.append(char_to_ix['\n'])
    return indices
