# Takes a hundred times the learning rate.
# names: 100.0 times
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, 100 * learning_rate)
    return loss, gradients, a[len(X) - 1]
