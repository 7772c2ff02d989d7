# Returns a named tuple, which is a tuple.
from collections import namedtuple

Step = namedtuple("Step", "loss gradients a_last")


def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, maxValue=5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return Step(loss, gradients, a[len(X) - 1])
