# The targets as an array of integers.
X = [None] + [char_to_ix[ch] for ch in examples[j % len(examples)]]
Y = np.array(X[1:] + [char_to_ix["\n"]])
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
