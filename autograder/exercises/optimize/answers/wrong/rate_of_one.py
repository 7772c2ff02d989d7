# Steps by the whole gradient.
# names: learning.rate|rate|0\.01|step size
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, 1)
    return loss, gradients, a[len(X) - 1]
