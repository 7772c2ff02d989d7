# `Y` has no newline and `X` is cut to fit.
# names: newline|\\n
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:]
X = X[:-1]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
