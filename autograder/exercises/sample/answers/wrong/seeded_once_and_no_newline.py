# Two mistakes: one seed for all draws, and no newline at the cap.
# names: seed|newline
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = [parameters[k] for k in ("Waa", "Wax", "Wya", "by", "b")]
    x, a, indices = np.zeros(by.shape), np.zeros(b.shape), []
    np.random.seed(seed)
    for _ in range(50):
        a = np.tanh(Wax @ x + Waa @ a + b)
        idx = np.random.choice(by.size, p=softmax(Wya @ a + by).ravel())
        indices.append(idx)
        x = np.zeros(by.shape)
        x[idx] = 1
        if idx == char_to_ix['\n']:
            break
    return indices
