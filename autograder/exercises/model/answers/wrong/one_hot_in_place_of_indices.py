# `X` holds one-hot vectors.
# names: index|indices|one-hot|number|integer|\bX\b
index = j % len(examples)
X = [None] + [np.eye(vocab_size)[:, [char_to_ix[ch]]] for ch in examples[index]]
Y = [char_to_ix[ch] for ch in examples[index]] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
