# The new state goes through a name of its own.
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_last = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
a_prev = a_last
