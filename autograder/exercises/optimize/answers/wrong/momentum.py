# Remembers its steps in a global variable: momentum, which nobody asked for.
# names: updat|parameters|step|momentum
velocity = {}


def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    for k in parameters:
        g = gradients["d" + k]
        velocity[k, g.shape] = 0.9 * velocity.get((k, g.shape), 0) + 0.1 * g
        parameters[k] -= learning_rate * velocity[k, g.shape]
    return loss, gradients, a[len(X) - 1]
