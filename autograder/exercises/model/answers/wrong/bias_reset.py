# Sets a bias to zero before each step.
# names: parameters|changed|learned|state|update
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
parameters['by'] = np.zeros((vocab_size, 1))
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
