# Stays at the last name when the list is through.
# names: index|one (name )?after|next name|order|same name|round|% len|turn
index = min(j, len(examples) - 1)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
