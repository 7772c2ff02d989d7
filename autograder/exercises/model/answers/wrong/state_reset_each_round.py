# The state is set to zero when the list starts again.
# names: state|a_prev|carried
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
if index == 0:
    a_prev = np.zeros((n_a, 1))
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
