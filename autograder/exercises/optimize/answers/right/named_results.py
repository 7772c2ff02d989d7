# Names what it returns, prints it and asserts.
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    print("loss", loss)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, maxValue=5)
    for key, value in gradients.items():
        assert np.abs(value).max() <= 5, key
    parameters = update_parameters(parameters, gradients, learning_rate)
    a_last = a[len(X) - 1]
    assert a_last.shape == a_prev.shape
    return (loss, gradients, a_last)
