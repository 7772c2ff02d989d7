# Forgets that `rnn_backward` returns two things.
# names: tuple|two|unpack|rnn_backward|items
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients = rnn_backward(X, Y, parameters, cache)
    a = cache[1]
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
