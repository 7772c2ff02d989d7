# `divmod`, and the walrus.
epoch, index = divmod(j, len(examples))
X = [None] + (ix := [char_to_ix[ch] for ch in examples[index]])
Y = ix + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
