# The stub, as it was handed out.
# names: not (been )?(done|written|begun|started)|nothing (is )?written|YOUR CODE HERE
def sample(parameters, char_to_ix, seed):
    # YOUR CODE HERE
    raise NotImplementedError()
