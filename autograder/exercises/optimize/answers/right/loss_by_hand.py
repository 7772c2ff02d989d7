# Sums the loss again from the probabilities.
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    _, cache = rnn_forward(X, Y, a_prev, parameters)
    y_hat, a, x = cache
    loss = -sum(np.log(y_hat[t][Y[t], 0]) for t in reversed(range(len(X))))
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
