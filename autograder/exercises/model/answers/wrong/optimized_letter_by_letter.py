# Trains once for each letter of a name.
# names: optimize was called
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
for ch in examples[index]:
    curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
