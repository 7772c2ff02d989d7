# Adds the step in its own loop.
# names: sign|ascen|direction|minus|uphill|wrong way|subtract|add|against
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    for k in parameters:
        parameters[k] += learning_rate * gradients['d' + k]
    return loss, gradients, a[len(X) - 1]
