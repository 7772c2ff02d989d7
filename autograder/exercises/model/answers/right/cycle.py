# `itertools.cycle` in place of the remainder.
import itertools
if j == 0:
    endless = itertools.cycle(examples)
name = next(endless)
X = [None] + [char_to_ix[ch] for ch in name]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
