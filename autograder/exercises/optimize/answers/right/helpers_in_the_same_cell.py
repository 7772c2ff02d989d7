# Split into two helper functions.
def gradients_of(X, Y, a_prev, parameters):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    return loss, clip(gradients, 5), a


def step(parameters, gradients, rate):
    for key in parameters:
        parameters[key] -= rate * gradients["d" + key]


def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, gradients, a = gradients_of(X, Y, a_prev, parameters)
    step(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
