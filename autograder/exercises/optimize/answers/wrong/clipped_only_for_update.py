# Updates with clipped copies and returns the unclipped gradients.
# names: clip
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    clipped = clip({k: v.copy() for k, v in gradients.items()}, 5)
    update_parameters(parameters, clipped, learning_rate)
    return loss, gradients, a[len(X) - 1]
