# `@`, `flatten`, an int for `choice`, plain ints in the list.
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = [parameters[k] for k in ('Waa', 'Wax', 'Wya', 'by', 'b')]
    vocab_size, n_a = Wya.shape
    newline = char_to_ix["\n"]
    x, a = np.zeros((vocab_size, 1)), np.zeros((n_a, 1))
    indices, counter, idx = [], 0, None
    while idx != newline and counter < 50:
        a = np.tanh(b + Waa @ a + Wax @ x)
        y = softmax(Wya @ a + by).flatten()
        np.random.seed(seed + counter)
        idx = int(np.random.choice(vocab_size, p=y))
        indices.append(idx)
        x = np.zeros_like(x)
        x[idx, 0] = 1
        seed += 1
        counter += 1
    if counter == 50:
        indices.append(newline)
    return indices
