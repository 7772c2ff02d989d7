# The stub, as it was handed out.
# names: not (been )?(done|written|begun|started)|nothing (is )?written|YOUR CODE HERE
def clip(gradients, maxValue):
    # YOUR CODE HERE
    raise NotImplementedError()
