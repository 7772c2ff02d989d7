# Draws as `np.random.choice` does: one uniform number against the cumulative sum.
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = parameters['Waa'], parameters['Wax'], parameters['Wya'], parameters['by'], parameters['b']
    vocab_size = by.shape[0]
    x = np.zeros((vocab_size, 1))
    a_prev = np.zeros((Waa.shape[1], 1))
    indices, counter, idx = [], 0, -1
    while idx != char_to_ix['\n'] and counter != 50:
        a_prev = np.tanh(np.dot(Wax, x) + np.dot(Waa, a_prev) + b)
        y = softmax(np.dot(Wya, a_prev) + by)
        np.random.seed(counter + seed)
        idx = int(np.searchsorted(np.cumsum(y), np.random.rand()))
        indices.append(idx)
        x = np.zeros((vocab_size, 1))
        x[idx] = 1
        seed += 1
        counter += 1
    if counter == 50:
        indices.append(char_to_ix['\n'])
    return indices
