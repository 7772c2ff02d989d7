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
# # One step of learning

# %% role="given" name="setup"
import sys

sys.path.insert(0, "../..")

import numpy as np
from utils import *
from utils.answers import load_answer
from utils.feedback import check, hint

# %% role="given" name="earlier"
clip = load_answer("clip")


# %% role="answer"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    """Take one step of gradient descent on one name.

    Parameters
    ----------
    X : list of (int or None)
        The indices that go in, ``None`` first for the zero vector.
    Y : list of int
        The indices that should come out, as many as ``X``.
    a_prev : ndarray, shape (n_a, 1)
        The hidden state to start from.
    parameters : dict of str to ndarray
        ``"Wax"`` (n_a, n_x), ``"Waa"`` (n_a, n_a), ``"Wya"`` (n_y, n_a), ``"b"`` (n_a, 1), ``"by"`` (n_y, 1); updated in place.
    learning_rate : float
        The length of the step.

    Returns
    -------
    loss : float
        The cross-entropy of the name, summed over its characters, before the update.
    gradients : dict of str to ndarray
        The clipped gradients ``"dWax"``, ``"dWaa"``, ``"dWya"``, ``"db"``, ``"dby"``.
    a_last : ndarray, shape (n_a, 1)
        The last hidden state.
    """
    ### BEGIN SOLUTION
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    ### END SOLUTION
    return loss, gradients, a[len(X) - 1]


# %% role="check"
check(optimize)
### BEGIN HIDDEN TESTS
from autograder.plain import score

score("optimize", optimize)
### END HIDDEN TESTS
