# Divides the learning rate by the number of steps.
# names: learning.rate|rate|0\.01|step size|length|steps|mean|divid
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate / len(X))
    return loss, gradients, a[len(X) - 1]
