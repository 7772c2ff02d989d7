# Takes the most likely symbol each time, where one is to be drawn.

# %% sample | distribution seeding
def sample(parameters, char_to_ix, seed):
    Wax, Waa, Wya, by, b = [parameters[key] for key in ("Wax", "Waa", "Wya", "by", "b")]
    x, a_prev, indices = np.zeros((Wya.shape[0], 1)), np.zeros((Waa.shape[0], 1)), []
    while len(indices) < 50:
        a_prev = np.tanh(Wax @ x + Waa @ a_prev + b)
        idx = int(np.argmax(softmax(Wya @ a_prev + by)))
        indices.append(idx)
        if idx == char_to_ix["\n"]:
            return indices
        x = np.zeros_like(x)
        x[idx] = 1
    return indices + [char_to_ix["\n"]]
