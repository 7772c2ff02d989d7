# Takes the inputs for targets.
# names: \bX\b|\bY\b|input|target|None
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, [i or 0 for i in X], a_prev, parameters)
    gradients, a = rnn_backward(X, [i or 0 for i in X], parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
