# Constants in capitals above the answer.
LIMIT = 5
RATE = 0.01


def optimize(X, Y, a_prev, parameters, learning_rate=RATE):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, LIMIT)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
