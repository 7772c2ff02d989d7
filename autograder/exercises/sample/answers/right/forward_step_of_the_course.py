# Uses `rnn_step_forward` of the course for the forward step.
def sample(parameters, char_to_ix, seed):
    vocab_size = parameters['by'].shape[0]
    n_a = parameters['Waa'].shape[1]
    x = np.zeros((vocab_size, 1))
    a_prev = np.zeros((n_a, 1))
    indices, idx, counter = [], -1, 0
    newline_character = char_to_ix['\n']
    while idx != newline_character and counter != 50:
        a_prev, y = rnn_step_forward(parameters, a_prev, x)
        np.random.seed(counter + seed)
        idx = np.random.choice(vocab_size, p=y.ravel())
        indices.append(idx)
        x = np.zeros((vocab_size, 1))
        x[idx] = 1
        seed += 1
        counter += 1
    if counter == 50:
        indices.append(newline_character)
    return indices
