# Two mistakes: no `b`, and 40 characters at most.
# names: \bb\b|bias|\b(40|50)\b
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by = parameters['Waa'], parameters['Wax'], parameters['Wya'], parameters['by']
    x, a, indices, idx = np.zeros(by.shape), np.zeros((Waa.shape[0], 1)), [], -1
    while idx != char_to_ix['\n'] and len(indices) < 40:
        a = np.tanh(Wax @ x + Waa @ a)
        np.random.seed(seed + 2 * len(indices))
        idx = np.random.choice(by.size, p=softmax(Wya @ a + by).ravel())
        indices.append(idx)
        x = np.zeros(by.shape)
        x[idx] = 1
    if len(indices) == 40:
        indices.append(char_to_ix['\n'])
    return indices
