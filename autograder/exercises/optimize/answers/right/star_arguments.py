# Takes the learning rate among the keyword arguments or by position.
def optimize(X, Y, a_prev, parameters, *rest, **named):
    learning_rate = named.get("learning_rate", rest[0] if rest else 0.01)
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, maxValue=5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
