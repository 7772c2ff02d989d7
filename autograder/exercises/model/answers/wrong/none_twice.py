# Two None in front.
# names: None
index = j % len(examples)
X = [None, None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[2:] + [char_to_ix["\n"]] * 2
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
