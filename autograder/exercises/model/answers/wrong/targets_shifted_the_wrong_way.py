# `Y` comes before `X`.
# names: shift|\bY\b|next|None
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = [char_to_ix["\n"]] + [0 if i is None else i for i in X[:-1]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
