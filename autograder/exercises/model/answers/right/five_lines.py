# One thing a line.
index = j % len(examples)
single_example = examples[index]
single_example_chars = [c for c in single_example]
single_example_ix = [char_to_ix[c] for c in single_example_chars]
X = [None] + single_example_ix
ix_newline = char_to_ix["\n"]
Y = X[1:] + [ix_newline]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
