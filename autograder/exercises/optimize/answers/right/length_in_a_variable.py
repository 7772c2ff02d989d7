# Keeps the length of the name, and passes the vocabulary's size on.
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    T = len(X)
    loss, cache = rnn_forward(X, Y, a_prev, parameters, parameters["by"].shape[0])
    gradients, a = rnn_backward(X, Y, parameters, cache)
    clipped = clip(gradients, 5)
    update_parameters(parameters, clipped, learning_rate)
    a_last = a[T - 1]
    return loss, clipped, a_last
