# Copies the state.
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, _, a_prev = optimize(X, Y, a_prev.copy(), parameters, learning_rate=0.01)
a_prev = np.array(a_prev)
