# Draws an array of one index and takes the number out of it.
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = parameters['Waa'], parameters['Wax'], parameters['Wya'], parameters['by'], parameters['b']
    vocab_size = by.shape[0]
    x = np.zeros((vocab_size, 1))
    a_prev = np.zeros((Waa.shape[0], 1))
    indices, idx, counter = [], -1, 0
    while idx != char_to_ix['\n'] and counter < 50:
        a = np.tanh(np.add(np.add(np.dot(Wax, x), np.dot(Waa, a_prev)), b))
        y = softmax(np.add(np.dot(Wya, a), by))
        np.random.seed(counter + seed)
        idx = np.random.choice(vocab_size, size=1, p=y.ravel())[0]
        indices.append(idx)
        x = (np.arange(vocab_size) == idx).astype(float).reshape(-1, 1)
        a_prev = a.copy()
        seed += 1
        counter += 1
    if counter == 50:
        indices.append(char_to_ix['\n'])
    return indices
