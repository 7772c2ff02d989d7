# Hands `Y` and `X` over in the wrong order.
# names: exchang|swap|order|\bX\b.*\bY\b|None
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(Y, X, a_prev, parameters, learning_rate=0.01)
