# The learning rate by position, written as a power.
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix['\n']]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, 1e-2)
