# Trains a copy and returns what it began with.
# names: parameters|copy|learned|trained|returned|update
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, {k: v.copy() for k, v in parameters.items()}, learning_rate=0.01)
