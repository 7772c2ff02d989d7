# Updates with the unclipped gradients and returns clipped copies.
# names: clip
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    clipped = clip({k: v.copy() for k, v in gradients.items()}, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, clipped, a[len(X) - 1]
