# Takes the second result for the parameters.
# names: parameters|gradients|key
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, parameters, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
