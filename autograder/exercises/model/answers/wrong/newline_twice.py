# The newline comes twice, in `X` and in `Y`.
# names: newline|\\n|length|longer|strip
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index] + "\n"]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
