# Builds the pairs with `zip`.
ix = [char_to_ix[letter] for letter in examples[j % len(examples)]]
pairs = list(zip([None] + ix, ix + [char_to_ix["\n"]]))
X = [before for before, after in pairs]
Y = [after for before, after in pairs]
curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters)
