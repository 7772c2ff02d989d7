# Zeros are handed in each time.
# names: state|a_prev|carried
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, np.zeros((n_a, 1)), parameters, learning_rate=0.01)
