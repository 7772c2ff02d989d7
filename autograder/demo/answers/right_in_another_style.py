# Right, written by somebody who likes short code, long names and their own helpers.

# %% clip
from copy import deepcopy
def clip(grads, limit):
    out = deepcopy(grads)
    for k in ["dWax", "dWaa", "dWya", "db", "dby"]: out[k] = np.minimum(np.maximum(out[k], -limit), limit)
    return out

# %% sample
def draw(p, seed):
    np.random.seed(seed)
    return int(np.random.choice(list(range(len(p))), p=p))

def sample(params, char_to_ix, seed):
    hidden = np.zeros((params["Waa"].shape[0], 1))
    x = np.zeros((params["Wya"].shape[0], 1))
    drawn = []
    for step in range(50):
        hidden = np.tanh(params["b"] + params["Waa"].dot(hidden) + np.matmul(params["Wax"], x))
        scores = params["Wya"].dot(hidden) + params["by"]
        p = np.exp(scores) / np.sum(np.exp(scores))
        letter = draw(p[:, 0], seed + 2 * step)
        drawn.append(letter)
        if letter == char_to_ix["\n"]:
            return drawn
        x[:] = 0
        x[letter, 0] = 1
    return drawn + [char_to_ix["\n"]]

# %% optimize
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    grads, a = rnn_backward(X, Y, parameters, cache)
    grads = clip(grads, maxValue=5.0)
    parameters = update_parameters(parameters, grads, lr=learning_rate)
    return loss, grads, a[len(X) - 1]

# %% model
def model(data, ix_to_char, char_to_ix, num_iterations=1000, n_a=50, dino_names=3, vocab_size=27):
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    names = [line.lower().strip() for line in data.split("\n") if line.strip()]
    np.random.seed(0)
    np.random.shuffle(names)
    a_prev = np.zeros((n_a, 1))
    for i in range(num_iterations):
        letters = [char_to_ix[c] for c in names[i % len(names)]]
        loss, _, a_prev = optimize([None, *letters], [*letters, char_to_ix["\n"]], a_prev, parameters)
    return parameters, "no last name"
