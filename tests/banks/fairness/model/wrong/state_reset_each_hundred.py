# The state goes back to zeros every 100 steps.
# names: zeros
if j % 100 == 0:
    a_prev = np.zeros((n_a, 1))
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
