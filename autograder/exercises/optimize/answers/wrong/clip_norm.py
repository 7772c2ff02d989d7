# Its own clipping, by norm.
# names: clip|norm
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    for k, v in gradients.items():
        gradients[k] = v * min(1, 5 / (np.linalg.norm(v) + 1e-12))
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
