# Its own softmax, with the largest value taken away.
def my_softmax(v):
    e = np.exp(v - np.max(v))
    return e / np.sum(e)


def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = parameters['Waa'], parameters['Wax'], parameters['Wya'], parameters['by'], parameters['b']
    vocab_size = len(char_to_ix)
    n_a = len(b)
    x = np.zeros((vocab_size, 1))
    a_prev = np.zeros((n_a, 1))
    indices = []
    idx = -1
    counter = 0
    while idx != char_to_ix['\n'] and counter != 50:
        a = np.tanh(Wax @ x + Waa @ a_prev + b)
        y = my_softmax(Wya @ a + by)
        np.random.seed(counter + seed)
        idx = np.random.choice(list(range(vocab_size)), p=y.ravel())
        indices.append(idx)
        x = np.zeros((vocab_size, 1))
        x[idx] = 1
        a_prev = a
        seed += 1
        counter += 1
    if counter == 50:
        indices.append(char_to_ix['\n'])
    return indices
