"""Adds to an exception, in plain words, what it most likely comes from."""

from __future__ import annotations

import re

SHAPES = "Two shapes do not fit there: print the .shape of both; a column vector has the shape (n, 1)."
SIGNATURE = "Keep the first line of the function as it was given: judging calls it with those arguments."
CALL = "That call has too few or too many arguments"
TABLE = {"optimize": ": see the table of functions above."}
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
    (
        "",
        r"'a' and 'p' must have same size",
        "There should be one probability for each symbol to choose from: y has the shape (vocab_size, 1), and a flat x "
        "or a_prev makes it too large (keep them (n, 1)).",
    ),
    (
        "",
        r"truth value of an array",
        "if, min and max work on one number; np.where, np.minimum and np.maximum work on arrays.",
    ),
    (
        "",
        r"only 0-dimensional arrays can be converted",
        "A number is wanted there, and an array of one entry is still an array: take its entry with [0] or .item(), "
        "or let np.random.choice return a number (without size=1).",
    ),
    ("", r"not aligned|core dimension|could not be broadcast|inhomogeneous|cannot reshape", SHAPES),
    (
        "clip",
        r"too many values to unpack \(expected 5\)",
        "The dictionary may hold more than the five arrays (rnn_backward adds da_next): take them by their names.",
    ),
    (
        "",
        r"(too many|not enough) values .*to unpack|cannot unpack",
        "That line expects another number of results than there are.",
    ),
    ("", r"NameError", "Is the name spelled as where it got its value, and does that line come first?"),
    (
        "",
        r"positional argument",
        SIGNATURE,
    ),
    (
        "clip",
        r"ArrayType|[uU][fF]unc|'str'|<U",
        "A loop over a dictionary gives its keys, which are strings; .values() gives the arrays.",
    ),
    (
        "sample",
        r"only integers",
        "An index is a whole number: let np.random.choice choose from range(vocab_size), not from letters or from y.",
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


def advice(exercise: str, sentence: str, line: str = "") -> str:
    """Return what a known exception means in an exercise.

    Parameters
    ----------
    exercise : str
        The exercise's name.
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
    >>> advice("sample", "Your function raised ValueError: 'p' must be 1-dimensional")
    'np.random.choice wants the probabilities with one axis: y.ravel().'
    """
    for where, pattern, meaning in ADVICE:
        if meaning == SIGNATURE and line:
            meaning = CALL + TABLE.get(exercise, ".")
        if where in ("", exercise) and re.search(pattern, sentence):
            return meaning
    return ""
