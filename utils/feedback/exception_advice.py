"""Adds to an exception, in plain words, what it most likely comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from . import exception_kinds as kinds
from . import exception_names as names
from .clue import Clue
from .exception_shapes import shapes
from .sentences import Sentences
from .traceback_facts import Facts

# What is looked at first, in this order: the line that raised. The table below knows the exception's words alone.
LOOKS = (
    names.itself,
    names.name,
    names.key,
    names.results,
    names.order,
    names.dictionaries,
    kinds.places,
    shapes,
    kinds.kinds,
    kinds.operators,
    names.arguments,
    names.attribute,
)
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
        "A number is wanted there, and an array was given. The module math works on numbers, np.tanh and np.exp on "
        "arrays; of an array with one entry take that entry, with [0] or .item() (np.random.choice gives a number "
        "without size=1).",
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
    (r"SystemExit", "A function ends with return; exit and quit end Python."),
    (
        r"input\(|I/O operation on closed",
        "Nobody can be asked while this is judged: all that is needed is in the arguments.",
    ),
)


def advice(
    sentences: Sentences, sentence: str, line: str = "", facts: Facts | None = None, args: Sequence[Any] = ()
) -> str:
    """Return what a known exception means in an exercise.

    Parameters
    ----------
    sentences : Sentences
        What is said in the exercise.
    sentence : str
        The problem's sentence, with the exception's type and message.
    line : str
        The student's line it happened on; ``""`` where the call of the function itself went wrong.
    facts : Facts, optional
        What stood on that line.
    args : sequence, optional
        What the function was called with.

    Returns
    -------
    str
        A sentence, or ``""`` where there is nothing to add.

    Examples
    --------
    >>> advice(Sentences(), "Your function raised ValueError: 'p' must be 1-dimensional")
    'np.random.choice wants the probabilities with one axis: y.ravel().'
    """
    clue = Clue(sentences, sentence.removeprefix("Your function raised "), facts or Facts(), args)
    if facts is not None and facts.line:
        for look in LOOKS:
            if meaning := look(clue):
                return meaning
    for pattern, meaning in (*sentences.advice, *ADVICE):
        if meaning == SIGNATURE and line:
            meaning = CALL + sentences.call_advice
        if re.search(pattern, sentence):
            return meaning
    return ""
