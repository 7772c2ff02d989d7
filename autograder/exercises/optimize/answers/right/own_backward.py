# Goes back through time in its own loop, with the steps of the course.
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, (y_hat, a, x) = rnn_forward(X, Y, a_prev, parameters)
    gradients = {"d" + k: np.zeros_like(v) for k, v in parameters.items()}
    gradients["da_next"] = np.zeros_like(a_prev)
    for t in range(len(X) - 1, -1, -1):
        dy = np.copy(y_hat[t])
        dy[Y[t]] -= 1
        gradients = rnn_step_backward(dy, gradients, parameters, x[t], a[t], a[t - 1])
    gradients = clip({k: gradients[k] for k in ("dWax", "dWaa", "dWya", "db", "dby")}, 5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
