# A generator of its own, seeded the same way.
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = parameters['Waa'], parameters['Wax'], parameters['Wya'], parameters['by'], parameters['b']
    vocab_size = by.shape[0]
    x = np.zeros((vocab_size, 1))
    a = np.zeros((Waa.shape[1], 1))
    indices, counter, idx = [], 0, -1
    while idx != char_to_ix['\n'] and counter != 50:
        a = np.tanh(np.dot(Wax, x) + np.dot(Waa, a) + b)
        y = softmax(np.dot(Wya, a) + by)
        rng = np.random.RandomState(counter + seed)
        idx = rng.choice(vocab_size, p=y.ravel())
        indices.append(idx)
        x = np.zeros((vocab_size, 1))
        x[idx] = 1
        seed += 1
        counter += 1
    if counter == 50:
        indices.append(char_to_ix['\n'])
    return indices
