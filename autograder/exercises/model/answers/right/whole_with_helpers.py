# Helper functions, another order of the loop, `zip` with `cycle`, warnings.
import itertools
import warnings


def pair(name, char_to_ix):
    ix = [char_to_ix[c] for c in name]
    return [None] + ix, ix + [char_to_ix["\n"]]


def names_in(text):
    lines = [line.strip().lower() for line in text.strip().splitlines()]
    np.random.seed(0)
    np.random.shuffle(lines)
    return lines


def model(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27):
    warnings.warn("this takes a while")
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    names, state, loss = names_in(data), np.zeros((n_a, 1)), get_initial_loss(vocab_size, dino_names)
    for j, name in zip(range(num_iterations), itertools.cycle(names)):
        inputs, targets = pair(name, char_to_ix)
        now, _, state = optimize(inputs, targets, state, parameters, 0.01)
        loss = smooth(loss, now)
        if j % 2000 == 0:
            print(j, loss)
            for seed in range(dino_names):
                print_sample(sample(parameters, char_to_ix, seed), ix_to_char)
    return parameters
