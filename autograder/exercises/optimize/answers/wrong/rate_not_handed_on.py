# Calls update_parameters without a learning rate.
# names: too few|needs a learning rate
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients)
    return loss, gradients, a[len(X) - 1]
