# Other names for the parameters; seeds are counted before the loop.
def sample(params, mapping, s0):
    seeds = [s0 + 2 * t for t in range(50)]
    V = params["by"].shape[0]
    h, x = 0 * params["b"], np.zeros((V, 1))
    out = []
    for s in seeds:
        h = np.tanh(params["Waa"] @ h + params["b"] + params["Wax"] @ x)
        prob = softmax(params["by"] + params["Wya"] @ h)
        np.random.seed(s)
        k = np.random.choice(np.arange(0, V), p=prob.T[0])
        out.append(int(k))
        if k == mapping["\n"]:
            return out
        x[:] = 0
        x[k] = 1
    out.extend([mapping["\n"]])
    return out
