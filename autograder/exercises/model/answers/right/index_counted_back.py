# Keeps the index in range with a division.
index = j - (j // len(examples)) * len(examples)
example = examples[index]
X = [None] + [char_to_ix[example[k]] for k in range(len(example))]
Y = [X[k + 1] for k in range(len(example))] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
