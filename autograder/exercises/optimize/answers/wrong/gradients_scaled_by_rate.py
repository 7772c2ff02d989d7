# Returns the steps in place of the gradients.
# names: learning.rate|rate|gradients|scal
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    gradients = {k: learning_rate * v for k, v in gradients.items()}
    update_parameters(parameters, gradients, 1)
    return loss, gradients, a[len(X) - 1]
