# One list of all, two slices of it.
whole = [None] + [char_to_ix[ch] for ch in examples[j % len(examples)] + "\n"]
X, Y = whole[:-1], whole[1:]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
