# The last letter is left out of both.
# names: last|letter|\bX\b|whole
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index][:-1]]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
