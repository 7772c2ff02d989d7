# Strips and lowers the name once more, which changes nothing.
name = examples[j % len(examples)].strip().lower()
X = [None] + [char_to_ix[ch] for ch in name]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
