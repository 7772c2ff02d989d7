# A `for` with an `else` that appends the newline at the cap. It would differ from the published loop only if the
# fiftieth character itself were a newline, where the task does not say whether a second one follows: such an input is no
# fair test.
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = parameters['Waa'], parameters['Wax'], parameters['Wya'], parameters['by'], parameters['b']
    vocab_size = by.shape[0]
    newline = char_to_ix['\n']
    x = np.zeros((vocab_size, 1))
    a = np.zeros((Waa.shape[0], 1))
    indices = []
    for t in range(50):
        a = np.tanh(Wax @ x + Waa @ a + b)
        np.random.seed(seed + t + t)
        idx = np.random.choice(vocab_size, p=softmax(Wya @ a + by)[:, 0])
        indices.append(idx)
        if idx == newline:
            break
        x = np.zeros((vocab_size, 1))
        x[idx] = 1
    else:
        indices.append(newline)
    return indices
