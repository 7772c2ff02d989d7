# `try` and `finally`, a dictionary `update`.
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    try:
        gradients.update(clip(gradients, 5))
    finally:
        parameters.update({k: v - learning_rate * gradients["d" + k] for k, v in parameters.items()})
    return loss, gradients, a[len(X) - 1]
