# Every argument by keyword.
name = examples[j % len(examples)]
ix = [char_to_ix[c] for c in name]
curr_loss, gradients, a_prev = optimize(X=[None] + ix, Y=ix + [char_to_ix["\n"]], a_prev=a_prev, parameters=parameters,
                                        learning_rate=0.01)
