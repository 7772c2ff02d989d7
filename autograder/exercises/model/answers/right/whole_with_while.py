# A `while` loop that counts for itself, renamed parameters.
def model(text, to_char, to_ix, steps=35000, hidden=50, shown=7, symbols=27):
    parameters = initialize_parameters(hidden, symbols, symbols)
    loss = get_initial_loss(symbols, shown)
    examples = [line.strip().lower() for line in text.splitlines()]
    examples = [name for name in examples if name]
    np.random.seed(0)
    np.random.shuffle(examples)
    a_prev = np.zeros((hidden, 1))
    j = 0
    while j < steps:
        word = examples[j % len(examples)]
        X = [None] + [to_ix[c] for c in word]
        Y = X[1:] + [to_ix["\n"]]
        curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters)
        loss = smooth(loss, curr_loss)
        if j % 2000 == 0:
            print("Iteration: %d, Loss: %f" % (j, loss))
            for seed in range(shown):
                print_sample(sample(parameters, to_ix, seed), to_char)
        j += 1
    return parameters
