# Forgets both clipping and the update.
# names: not clipped|not changed
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    return loss, gradients, a[len(X) - 1]
