# `X` drops the last letter and `Y` starts at the second, so the first letter is never asked for.
# names: first letter|\bX\b|\bY\b|skip
index = j % len(examples)
ix = [char_to_ix[ch] for ch in examples[index]]
X = [None] + ix[:-1]
Y = ix[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
