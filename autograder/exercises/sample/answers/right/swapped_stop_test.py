# The stopping test written the other way round; the newline looked up among the items.
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = parameters['Waa'], parameters['Wax'], parameters['Wya'], parameters['by'], parameters['b']
    newline = [i for c, i in char_to_ix.items() if c == "\n"][0]
    vocab_size, n_a = by.shape[0], Waa.shape[1]
    x, a_prev = np.zeros([vocab_size, 1]), np.zeros([n_a, 1])
    indices = list()
    finished = False
    counter = 0
    while not finished:
        a_prev = np.tanh((Waa * a_prev.T).sum(axis=1, keepdims=True) + (Wax * x.T).sum(axis=1, keepdims=True) + b)
        y = softmax((Wya * a_prev.T).sum(1).reshape(vocab_size, 1) + by)
        np.random.seed(seed)
        seed += 2
        idx = np.random.choice(a=vocab_size, size=None, replace=True, p=y.ravel())
        indices.append(idx)
        x = np.zeros([vocab_size, 1])
        x[idx] = 1
        counter += 1
        finished = newline == idx or 50 <= counter
    if counter >= 50:
        indices.append(newline)
    return indices
