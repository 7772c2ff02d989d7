# A small function inside the loop, type hints.
encode = lambda text: [char_to_ix[c] for c in text]
X: list = [None] + encode(examples[j % len(examples)])
Y: list = encode(examples[j % len(examples)]) + encode("\n")
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
