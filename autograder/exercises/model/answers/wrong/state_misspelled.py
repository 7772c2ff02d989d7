# The state goes into a name with a slip of the pen.
# names: state|a_prev|carried
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_perv = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
