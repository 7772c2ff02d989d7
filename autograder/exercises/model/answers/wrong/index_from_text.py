# Takes the character at place j of the text.
# names: index|one (name )?after|next name|order|same name|round|% len|turn|name|line
X = [None] + [char_to_ix[data[j % len(data)].lower()]]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
