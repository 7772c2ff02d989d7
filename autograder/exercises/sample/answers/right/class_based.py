# A class holds the state.
class Sampler:
    def __init__(self, parameters):
        self.__dict__.update(parameters)
        self.a = np.zeros((self.Waa.shape[0], 1))
        self.x = np.zeros((self.by.shape[0], 1))

    def draw(self, seed):
        self.a = np.tanh(np.dot(self.Wax, self.x) + np.dot(self.Waa, self.a) + self.b)
        y = softmax(np.dot(self.Wya, self.a) + self.by)
        np.random.seed(seed)
        idx = np.random.choice(range(len(y)), p=y.ravel())
        self.x = np.zeros_like(self.x)
        self.x[idx] = 1
        return idx


def sample(parameters, char_to_ix, seed):
    sampler = Sampler(parameters)
    indices = [sampler.draw(seed)]
    while indices[-1] != char_to_ix['\n'] and len(indices) < 50:
        indices.append(sampler.draw(seed + 2 * len(indices)))
    if len(indices) == 50:
        indices.append(char_to_ix['\n'])
    return indices
