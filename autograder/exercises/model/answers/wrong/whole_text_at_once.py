# Trains on the whole text at each step.
# names: name|line|one|\bX\b|whole
X = [None] + [char_to_ix[ch] for ch in "\n".join(examples)]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
