# Tuples in place of lists.
name = examples[j % len(examples)]
X = (None,) + tuple(char_to_ix[c] for c in name)
Y = tuple(char_to_ix[c] for c in name) + (char_to_ix["\n"],)
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
