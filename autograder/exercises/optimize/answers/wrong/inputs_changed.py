# Appends to the caller's X.
# names: \bX\b|argument|change|input
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    last = a[len(X) - 1]
    X.append(Y[-1])
    return loss, gradients, last
