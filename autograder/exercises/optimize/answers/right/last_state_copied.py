# Returns copies of everything.
from copy import deepcopy


def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(deepcopy(gradients), 5)
    update_parameters(parameters, deepcopy(gradients), learning_rate)
    return float(loss), deepcopy(gradients), a[len(X) - 1].copy()
