# The state is taken from the output layer's scores by a slip.
# names: \ba\b|a_prev|state
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = [parameters[k] for k in ("Waa", "Wax", "Wya", "by", "b")]
    x, a_prev, indices, idx, counter = np.zeros(by.shape), np.zeros(b.shape), [], -1, 0
    while idx != char_to_ix["\n"] and counter != 50:
        a = np.tanh(Wax @ x + Waa @ a_prev + b)
        z = Wya @ a + by
        np.random.seed(counter + seed)
        idx = np.random.choice(by.size, p=softmax(z).ravel())
        indices.append(idx)
        x = np.zeros(by.shape)
        x[idx] = 1
        a_prev = np.resize(z, b.shape)
        seed += 1
        counter += 1
    if counter == 50:
        indices.append(char_to_ix["\n"])
    return indices
