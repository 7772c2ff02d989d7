# Writes the name with a capital, which has no index.
# names: capital|lower|char_to_ix
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index].title()]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
