# Stops after the forward pass.
# names: return|gradients.*None|None|not changed
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    return loss, None, None
