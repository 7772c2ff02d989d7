# Writes the last state into the caller's `a_prev`.
# names: a_prev|argument|change|in place
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    a_prev[:] = a[len(X) - 1]
    return loss, gradients, a[len(X) - 1]
