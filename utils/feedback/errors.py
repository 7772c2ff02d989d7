"""Adds to an exception, in plain words, what it most likely comes from."""

from __future__ import annotations

import re

SHAPES = "Two shapes do not fit there: print the .shape of both; a column vector has the shape (n, 1)."
# Exercise ("" for any), what the exception says, what that means here.
ADVICE = (
    (
        "",
        r"'?p'? must be 1-dimensional|object too deep",
        "np.random.choice wants the probabilities with one axis: y.ravel().",
    ),
    (
        "",
        r"probabilities do not sum to 1",
        "Probabilities add up to 1: is y a softmax, and does that sum over the right axis?",
    ),
    ("", r"probabilities are not non-negative", "A probability is never negative: is y a softmax?"),
    ("", r"probabilities contain NaN", "y holds NaN: is it a softmax of the scores?"),
    ("", r"'a' and 'p' must have same size", "There should be one probability for each symbol to choose from."),
    (
        "",
        r"truth value of an array",
        "if, min and max work on one number; np.where, np.minimum and np.maximum work on arrays.",
    ),
    ("", r"not aligned|core dimension|could not be broadcast|inhomogeneous|cannot reshape", SHAPES),
    (
        "",
        r"(too many|not enough) values .*to unpack|cannot unpack",
        "That line expects another number of results than there are.",
    ),
    ("", r"NameError", "Is the name spelled as where it got its value, and does that line come first?"),
    (
        "",
        r"positional argument",
        "Keep the first line of the function as it was given: judging calls it with those arguments.",
    ),
    (
        "clip",
        r"ArrayType|[uU][fF]unc|'str'|<U",
        "A loop over a dictionary gives its keys, which are strings; .values() gives the arrays.",
    ),
    ("sample", r"IndexError", "The one-hot vector has one place for each symbol: as many as by has rows."),
    (
        "model",
        r"KeyError: '[A-Z ]",
        "char_to_ix knows lower-case letters and the newline: strip every line and make it lower case.",
    ),
    (
        "model",
        r"list index out of range",
        "With more steps than names the index runs past the end of the list: use the remainder j % len(examples).",
    ),
    ("model", r"OSError|FileNotFound", "The text is given as the argument data; no file is needed."),
)


def advice(exercise: str, sentence: str) -> str:
    """Return what a known exception means in an exercise.

    Parameters
    ----------
    exercise : str
        The exercise's name.
    sentence : str
        The problem's sentence, with the exception's type and message.

    Returns
    -------
    str
        A sentence, or ``""`` where there is nothing to add.

    Examples
    --------
    >>> advice("sample", "Your function raised ValueError: 'p' must be 1-dimensional")
    'np.random.choice wants the probabilities with one axis: y.ravel().'
    """
    for where, pattern, meaning in ADVICE:
        if where in ("", exercise) and re.search(pattern, sentence):
            return meaning
    return ""
