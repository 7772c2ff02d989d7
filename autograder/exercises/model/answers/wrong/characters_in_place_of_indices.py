# `X` holds characters.
# names: index|indices|character|char_to_ix|number|integer
index = j % len(examples)
X = [None] + [ch for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
