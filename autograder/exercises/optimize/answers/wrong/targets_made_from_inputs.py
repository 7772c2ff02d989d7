# Makes Y anew from X, where that opens a name.
# names: loss|\bY\b
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    if X[0] is None:
        Y = X[1:] + [0]
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
