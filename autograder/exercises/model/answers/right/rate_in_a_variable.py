# The learning rate in a variable, prints and assertions.
learning_rate = 0.01
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
assert len(X) == len(Y) and X[0] is None
if j % 100 == 0:
    print(j, examples[index])
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate)
