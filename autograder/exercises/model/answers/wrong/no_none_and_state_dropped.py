# Two mistakes: no None, and the state is not carried.
# names: None|state|a_prev
index = j % len(examples)
ix = [char_to_ix[ch] for ch in examples[index]]
curr_loss, gradients, _ = optimize(ix, ix[1:] + [char_to_ix["\n"]], a_prev, parameters, 0.01)
