# Takes the name for both.
# names: newline|length|shorter|longer|next|shift
index = j % len(examples)
ix = [char_to_ix[ch] for ch in examples[index]]
X = [None] + ix[1:]
Y = ix
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
