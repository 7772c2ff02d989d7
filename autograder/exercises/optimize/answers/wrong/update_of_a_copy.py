# Updates a copy that nobody sees.
# names: updat|parameters|step|copy
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters({k: v.copy() for k, v in parameters.items()}, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
