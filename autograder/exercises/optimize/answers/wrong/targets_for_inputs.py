# Takes the targets for inputs.
# names: \bX\b|\bY\b|input|target
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(Y, Y, a_prev, parameters)
    gradients, a = rnn_backward(Y, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
