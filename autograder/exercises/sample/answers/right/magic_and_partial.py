# A line magic, `functools.partial`, and `try` around the draw.
%config InlineBackend.figure_format = 'retina'
from functools import partial


def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = parameters['Waa'], parameters['Wax'], parameters['Wya'], parameters['by'], parameters['b']
    column = partial(np.zeros, dtype=np.float64)
    vocab_size = np.shape(by)[0]
    x, a_prev = column((vocab_size, 1)), column((np.shape(Waa)[0], 1))
    indices, counter = [], 0
    idx = None
    while counter < 50 and idx != char_to_ix["\n"]:
        a = np.tanh(sum((np.dot(Wax, x), np.dot(Waa, a_prev), b)))
        y = softmax(np.dot(Wya, a) + by)
        np.random.seed(seed + counter)
        try:
            idx = np.random.choice(vocab_size, p=y.ravel())
        except ValueError as error:
            print("probabilities do not add up:", error)
            raise
        indices.append(idx)
        x = column((vocab_size, 1))
        np.put(x, idx, 1.0)
        a_prev, seed, counter = a, seed + 1, counter + 1
    return indices if counter < 50 else [*indices, char_to_ix["\n"]]
