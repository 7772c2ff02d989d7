# Reads the name backwards.
# names: backward|revers|order|\bX\b
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in reversed(examples[index])]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
