# `X` does not start with None, and `Y` is one longer.
# names: None|length|longer
index = j % len(examples)
X = [char_to_ix[ch] for ch in examples[index]]
Y = X + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
