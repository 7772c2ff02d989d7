# Unpacks the results in the wrong order.
# names: order|result|unpack|dict
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
gradients, curr_loss, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
