# Elements are NumPy's integers.
X = [None] + [np.int64(char_to_ix[ch]) for ch in examples[j % len(examples)]]
Y = X[1:] + [np.int64(char_to_ix["\n"])]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
