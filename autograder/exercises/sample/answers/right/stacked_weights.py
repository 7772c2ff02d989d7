# One product with [Wax Waa] side by side: another order of the sums.
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = parameters['Waa'], parameters['Wax'], parameters['Wya'], parameters['by'], parameters['b']
    vocab_size, n_a = by.shape[0], b.shape[0]
    W = np.hstack([Wax, Waa, b])
    x, a_prev = np.zeros((vocab_size, 1)), np.zeros((n_a, 1))
    indices, idx, counter = [], -1, 0
    while idx != char_to_ix["\n"] and counter != 50:
        a_prev = np.tanh(W @ np.vstack([x, a_prev, [[1.0]]]))
        y = softmax(np.hstack([Wya, by]) @ np.vstack([a_prev, [[1.0]]]))
        np.random.seed(counter + seed)
        idx = np.random.choice(vocab_size, p=y.ravel())
        indices.append(idx)
        x = np.zeros((vocab_size, 1))
        x[idx] = 1
        seed += 1
        counter += 1
    if counter == 50:
        indices.append(char_to_ix["\n"])
    return indices
