# The state and the parameters are handed over in the wrong order.
# names: order of the arguments
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, parameters, a_prev, learning_rate=0.01)
