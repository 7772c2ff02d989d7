# Never calls `optimize`.
# names: optimize|call
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss = rnn_forward(X, Y, a_prev, parameters)[0]
