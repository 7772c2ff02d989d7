# Has another default learning rate.
# names: that of 0.03
def optimize(X, Y, a_prev, parameters, learning_rate=0.03):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
