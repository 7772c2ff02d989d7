# The newline stands at the front of `Y`.
# names: newline|\\n|\bY\b
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = [char_to_ix["\n"]] + X[1:]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
