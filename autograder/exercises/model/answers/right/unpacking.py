# Star unpacking in the lists.
indices = [char_to_ix[c] for c in examples[j % len(examples)]]
X, Y = [None, *indices], [*indices, char_to_ix["\n"]]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
