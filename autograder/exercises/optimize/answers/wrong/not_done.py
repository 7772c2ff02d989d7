# The stub, as it was handed out.
# names: not (been )?(done|written|begun|started)|nothing (is )?written|YOUR CODE HERE
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    # YOUR CODE HERE
    raise NotImplementedError()
