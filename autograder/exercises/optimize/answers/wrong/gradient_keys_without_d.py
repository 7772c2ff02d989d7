# The keys of the gradients lose their `d`.
# names: key|dWax|dWaa|named?|called
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, {k[1:]: v for k, v in gradients.items()}, a[len(X) - 1]
