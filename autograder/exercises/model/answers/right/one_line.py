# Everything in one line.
curr_loss, gradients, a_prev = optimize([None] + [char_to_ix[c] for c in examples[j % len(examples)]], [char_to_ix[c] for c in examples[j % len(examples)] + "\n"], a_prev, parameters, 0.01)
