# The learning rate has no default.
# names: learning.rate|rate|0\.01|step size|default|argument
def optimize(X, Y, a_prev, parameters, learning_rate):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
