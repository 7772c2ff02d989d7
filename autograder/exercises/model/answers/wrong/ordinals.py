# Takes `ord` for the index.
# names: char_to_ix|index|indices|ord
index = j % len(examples)
X = [None] + [ord(ch) - 96 for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
