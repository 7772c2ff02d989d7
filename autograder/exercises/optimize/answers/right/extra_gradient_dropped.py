# Drops the helper's extra entry `da_next` before it returns.
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    gradients = {k: gradients[k] for k in ["dWaa", "dWax", "dWya", "db", "dby"]}
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
