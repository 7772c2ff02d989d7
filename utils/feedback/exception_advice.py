"""Adds to an exception, in plain words, what it most likely comes from."""

from __future__ import annotations

import re

from .sentences import Sentences

SHAPES = "Two shapes do not fit there: print the .shape of both; a column vector has the shape (n, 1)."
SIGNATURE = "Keep the first line of the function as it was given: judging calls it with those arguments."
CALL = "That call has too few or too many arguments"
# What the exception says, and what that means in any exercise.
ADVICE = (
    (
        r"'?p'? must be 1-dimensional|object too deep",
        "np.random.choice wants the probabilities with one axis: y.ravel().",
    ),
    (
        r"probabilities do not sum to 1",
        "Probabilities add up to 1: is y a softmax, and does that sum over the right axis?",
    ),
    (r"probabilities are not non-negative", "A probability is never negative: is y a softmax?"),
    (r"probabilities contain NaN", "y holds NaN: is it a softmax of the scores?"),
    (
        r"'a' and 'p' must have same size",
        "There should be one probability for each symbol to choose from: y has the shape (vocab_size, 1), and a flat x "
        "or a_prev makes it too large (keep them (n, 1)).",
    ),
    (
        r"truth value of an array",
        "if, min and max work on one number; np.where, np.minimum and np.maximum work on arrays.",
    ),
    (
        r"only 0-dimensional arrays can be converted",
        "A number is wanted there, and an array of one entry is still an array: take its entry with [0] or .item(), "
        "or let np.random.choice return a number (without size=1).",
    ),
    (r"not aligned|core dimension|could not be broadcast|inhomogeneous|cannot reshape", SHAPES),
    (
        r"(too many|not enough) values .*to unpack|cannot unpack",
        "That line expects another number of results than there are.",
    ),
    (r"NameError", "Is the name spelled as where it got its value, and does that line come first?"),
    (
        r"positional argument",
        SIGNATURE,
    ),
)


def advice(sentences: Sentences, sentence: str, line: str = "") -> str:
    """Return what a known exception means in an exercise.

    Parameters
    ----------
    sentences : Sentences
        What is said in the exercise.
    sentence : str
        The problem's sentence, with the exception's type and message.
    line : str
        The student's line it happened on; ``""`` where the call of the function itself went wrong.

    Returns
    -------
    str
        A sentence, or ``""`` where there is nothing to add.

    Examples
    --------
    >>> advice(Sentences(), "Your function raised ValueError: 'p' must be 1-dimensional")
    'np.random.choice wants the probabilities with one axis: y.ravel().'
    """
    for pattern, meaning in (*sentences.advice, *ADVICE):
        if meaning == SIGNATURE and line:
            meaning = CALL + sentences.call_advice
        if re.search(pattern, sentence):
            return meaning
    return ""
