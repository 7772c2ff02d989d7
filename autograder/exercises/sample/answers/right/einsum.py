# Every product by `einsum`, the one-hot vector from the identity.
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = parameters['Waa'], parameters['Wax'], parameters['Wya'], parameters['by'], parameters['b']
    vocab_size = by.shape[0]
    eye = np.eye(vocab_size)
    x = np.zeros((vocab_size, 1))
    a = np.zeros((Waa.shape[0], 1))
    indices = []
    for counter in range(50):
        a = np.tanh(np.einsum("ij,jk->ik", Wax, x) + np.einsum("ij,jk->ik", Waa, a) + b)
        y = softmax(np.einsum("ij,jk->ik", Wya, a) + by)
        np.random.seed(2 * counter + seed)
        idx = np.random.choice(vocab_size, p=y.ravel())
        indices.append(idx)
        if idx == char_to_ix['\n']:
            return indices
        x = eye[:, [idx]]
    indices.append(char_to_ix['\n'])
    return indices
