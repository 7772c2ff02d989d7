# Products as sums of scaled columns: yet another order.
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = parameters['Waa'], parameters['Wax'], parameters['Wya'], parameters['by'], parameters['b']

    def times(W, v):
        total = np.zeros((W.shape[0], 1))
        for k in reversed(range(W.shape[1])):
            total = total + v[k, 0] * W[:, [k]]
        return total

    vocab_size, newline = by.shape[0], char_to_ix["\n"]
    x, a_prev, idx, counter, indices = np.zeros((vocab_size, 1)), np.zeros_like(b), -1, 0, []
    while not (idx == newline or counter >= 50):
        a_prev = np.tanh(times(Waa, a_prev) + times(Wax, x) + b)
        z = times(Wya, a_prev) + by
        y = np.exp(z - np.log(np.sum(np.exp(z))))
        np.random.seed(counter + seed)
        idx = np.random.choice(range(vocab_size), p=y.ravel())
        indices = indices + [idx]
        x = np.zeros((vocab_size, 1))
        x[idx] = 1
        seed += 1
        counter += 1
    return indices + ([newline] if counter == 50 else [])
