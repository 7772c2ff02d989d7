# Brings the index into range by a loop.
index = j
while index >= len(examples):
    index -= len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:]
Y += [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
