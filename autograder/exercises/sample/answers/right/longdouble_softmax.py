# Works in extended precision where the machine has it.
def sample(parameters, char_to_ix, seed):
    wide = {k: v.astype(np.longdouble) for k, v in parameters.items()}
    Waa, Wax, Wya, by, b = wide['Waa'], wide['Wax'], wide['Wya'], wide['by'], wide['b']
    vocab_size = by.shape[0]
    x = np.zeros((vocab_size, 1))
    a_prev = np.zeros((Waa.shape[1], 1))
    indices, idx, counter = [], -1, 0
    while idx != char_to_ix['\n'] and counter != 50:
        a_prev = np.tanh(np.dot(Wax, x) + np.dot(Waa, a_prev) + b)
        y = softmax(np.dot(Wya, a_prev) + by)
        np.random.seed(counter + seed)
        idx = np.random.choice(vocab_size, p=y.ravel().astype(float))
        indices.append(idx)
        x = np.zeros((vocab_size, 1))
        x[idx] = 1
        seed += 1
        counter += 1
    if counter == 50:
        indices.append(char_to_ix['\n'])
    return indices
