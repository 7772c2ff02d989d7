# Adds the newline to the name and takes both lists from it.
name = examples[j % len(examples)] + "\n"
Y = [char_to_ix[letter] for letter in name]
X = [None] + Y[:-1]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
