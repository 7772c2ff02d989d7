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
# # Clip the gradients

# %% role="given" name="setup"
import sys

sys.path.insert(0, "../..")

import numpy as np
from utils import *
from utils.feedback import check, hint


# %% role="answer"
def clip(gradients, maxValue):
    """Limit every entry of every gradient to the range from -maxValue to maxValue.

    Parameters
    ----------
    gradients : dict of str to ndarray
        The arrays ``"dWax"``, ``"dWaa"``, ``"dWya"``, ``"db"`` and ``"dby"``, of any shapes.
    maxValue : float
        The limit, 0 or more.

    Returns
    -------
    dict of str to ndarray
        The same names with the clipped arrays.
    """
    ### BEGIN SOLUTION
    for gradient in gradients.values():
        np.clip(gradient, -maxValue, maxValue, out=gradient)
    ### END SOLUTION
    return gradients


# %% role="check"
check(clip)
### BEGIN HIDDEN TESTS
from autograder.plain import score

score("clip", clip)
### END HIDDEN TESTS
