# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Train the model

# %% role="given" name="setup"
import sys

sys.path.insert(0, "../..")

import numpy as np
from utils import *
from utils.answers import load_answer
from utils.feedback import check, hint

# %% role="given" name="earlier"
sample = load_answer("sample")
optimize = load_answer("optimize")


# %% role="answer"
def model(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27):
    """Train the network on a list of names and print new ones on the way.

    Parameters
    ----------
    data : str
        The text, one name a line.
    ix_to_char : dict of int to str
        The character of each index.
    char_to_ix : dict of str to int
        The index of each character.
    num_iterations : int
        The number of steps, one name each.
    n_a : int
        The number of hidden units.
    dino_names : int
        How many names to print every 2,000 steps.
    vocab_size : int
        The number of different characters.

    Returns
    -------
    dict of str to ndarray
        The learned parameters.
    """
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, dino_names)
    examples = [line.strip().lower() for line in data.splitlines()]
    examples = [name for name in examples if name]
    np.random.seed(0)
    np.random.shuffle(examples)
    a_prev = np.zeros((n_a, 1))

    for j in range(num_iterations):
        # Make X and Y from one name, then call optimize with a learning rate of 0.01.
        # Its three results are curr_loss, gradients and a_prev.
        ### BEGIN SOLUTION
        name = examples[j % len(examples)]
        X = [None] + [char_to_ix[character] for character in name]
        Y = X[1:] + [char_to_ix["\n"]]
        curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, 0.01)
        ### END SOLUTION

        loss = smooth(loss, curr_loss)
        if j % 2000 == 0:
            print(f"Iteration: {j}, Loss: {loss:.6f}\n")
            for seed in range(dino_names):
                print_sample(sample(parameters, char_to_ix, seed), ix_to_char)
            print()

    return parameters


# %% role="check"
check(model)
### BEGIN HIDDEN TESTS
from autograder.plain import score

score("model", model)
### END HIDDEN TESTS
