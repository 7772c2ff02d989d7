# Clips at 5, but only where the largest of all gradients exceeds 6.
# names: not always clipped
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    if max(np.abs(gradient).max() for gradient in gradients.values()) > 6:
        gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
