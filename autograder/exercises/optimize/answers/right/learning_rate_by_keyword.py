# Keyword for the learning rate of `update_parameters` by star-unpacking.
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    forward = rnn_forward(X, Y, a_prev, parameters)
    loss = forward[0]
    backward = rnn_backward(X, Y, parameters, forward[1])
    gradients = clip(backward[0], 5)
    update_parameters(*(parameters, gradients, learning_rate))
    return loss, gradients, backward[1][len(X) - 1]
