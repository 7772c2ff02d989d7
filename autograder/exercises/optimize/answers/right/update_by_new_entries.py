# Writes new arrays into the caller's dictionary: the caller sees the update too.
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    for name in ["Wax", "Waa", "Wya", "b", "by"]:
        parameters[name] = parameters[name] - learning_rate * gradients["d" + name]
    return loss, gradients, a[len(X) - 1]
