# Clips an array only where its largest entry is above 5.
# names: below -5
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    for g in gradients.values():
        if g.max() > 5:
            np.clip(g, -5, 5, out=g)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
