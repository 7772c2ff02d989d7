# Leaves the last step out.
# names: last|step|all|whole|length|short
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    X, Y = X[:-1] or X, Y[:-1] or Y
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
