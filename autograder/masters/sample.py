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
# # Sample a name

# %% role="given" name="setup"
import sys

sys.path.insert(0, "../..")

import numpy as np
from utils import *
from utils.feedback import check, hint


# %% role="answer"
def sample(parameters, char_to_ix, seed):
    """Draw one name, character by character, from the network.

    Parameters
    ----------
    parameters : dict of str to ndarray
        ``"Wax"`` (n_a, vocab_size), ``"Waa"`` (n_a, n_a), ``"Wya"`` (vocab_size, n_a), ``"b"`` (n_a, 1), ``"by"`` (vocab_size, 1).
    char_to_ix : dict of str to int
        The index of each character; ``char_to_ix["\\n"]`` ends a name.
    seed : int
        Makes the draws repeatable.

    Returns
    -------
    list of int
        The indices that were drawn, the newline at the end.
    """
    Wax, Waa, Wya = parameters["Wax"], parameters["Waa"], parameters["Wya"]
    b, by = parameters["b"], parameters["by"]
    vocab_size, n_a = Wya.shape

    ### BEGIN SOLUTION
    newline = char_to_ix["\n"]
    x = np.zeros((vocab_size, 1))
    a_prev = np.zeros((n_a, 1))
    indices = []
    idx = -1
    counter = 0
    while idx != newline and counter != 50:
        a = np.tanh(Wax @ x + Waa @ a_prev + b)
        y = softmax(Wya @ a + by)
        np.random.seed(counter + seed)
        idx = np.random.choice(vocab_size, p=y.ravel())
        indices.append(idx)
        x = np.zeros((vocab_size, 1))
        x[idx] = 1
        a_prev = a
        seed += 1
        counter += 1
    if counter == 50:
        indices.append(newline)
    ### END SOLUTION
    return indices


# %% role="check"
check(sample)
### BEGIN HIDDEN TESTS
from autograder.plain import score

score("sample", sample)
### END HIDDEN TESTS
