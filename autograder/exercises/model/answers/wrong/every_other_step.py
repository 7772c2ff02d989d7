# Trains at every second step only.
# names: optimize|step|every|call|num_iterations|index|order|once
index = j % len(examples)
X = [None] + [char_to_ix[ch] for ch in examples[index]]
Y = X[1:] + [char_to_ix["\n"]]
if j % 2 == 0:
    curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
else:
    curr_loss = loss
