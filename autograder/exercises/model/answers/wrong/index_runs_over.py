# `j` itself, which runs past the end.
# names: index|one (name )?after|next name|order|same name|round|% len|turn|out of range
index = j
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
