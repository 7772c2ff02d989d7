# Doubles the clipped gradients before they are used.
# names: clipped at 10|2\.0 times
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    for g in gradients.values():
        g *= 2
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
