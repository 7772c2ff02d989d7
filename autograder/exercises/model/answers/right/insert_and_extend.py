# `insert` and `extend`.
letters = list(map(char_to_ix.get, examples[j % len(examples)]))
X = letters.copy()
X.insert(0, None)
Y = letters[:]
Y.extend([char_to_ix["\n"]])
loss_and_more = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
curr_loss = loss_and_more[0]
gradients = loss_and_more[1]
a_prev = loss_and_more[2]
