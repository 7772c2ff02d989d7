# Plain loops that append.
X = [None]
Y = []
for ch in examples[j % len(examples)]:
    X.append(char_to_ix[ch])
    Y.append(char_to_ix[ch])
Y.append(char_to_ix["\n"])
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
