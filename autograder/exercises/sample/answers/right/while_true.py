# `while True` with a `break` in the middle.
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = parameters['Waa'], parameters['Wax'], parameters['Wya'], parameters['by'], parameters['b']
    vocab_size = by.shape[0]
    n_a = Waa.shape[1]
    x = np.zeros((vocab_size, 1))
    a_prev = np.zeros((n_a, 1))
    indices = []
    counter = 0
    while True:
        a_prev = np.tanh(np.dot(Waa, a_prev) + (np.dot(Wax, x) + b))
        y = softmax(by + np.dot(Wya, a_prev))
        np.random.seed(counter + seed)
        idx = np.random.choice(vocab_size, p=np.ravel(y))
        indices.append(idx)
        counter += 1
        seed += 1
        if idx == char_to_ix['\n']:
            break
        if counter == 50:
            break
        x = np.zeros((vocab_size, 1))
        x[idx] = 1
    if counter == 50:
        indices.append(char_to_ix['\n'])
    return indices
