"""Makes every NumPy of the contract refuse what the newest refuses, in its words: a mark may not depend on the version.

An older NumPy only warns of what a newer one refuses (`int` of an array of one entry, say). While a function is
observed, in a notebook as in the grader, such a warning is an exception. What only the newest warns of is allowed.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

NUMBER = ("TypeError", "only 0-dimensional arrays can be converted to Python scalars")
ABSTRACT = ("TypeError", "Converting an abstract type, such as np.floating, to a dtype is not allowed")
SUM = "Calling np.sum(generator) is deprecated. Use np.sum(np.fromiter(generator)) or the python sum builtin instead."
ZERO = "Calling nonzero on 0d arrays is not allowed. Use np.atleast_1d(scalar).nonzero() instead."
EMPTY = "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty."
UNEXPECTED = "got an unexpected keyword argument"
TEXT = "The binary mode of fromstring is removed, use frombuffer instead"
CAST = "Cannot cast array data from dtype('float64') to dtype('int64') according to the rule 'safe'"
CROSS = "Both input arrays must be (arrays of) 3-dimensional vectors, but they are 2 and 2 dimensional instead."
# What an older NumPy of the contract warns of, the exception that the newest raises, and what it says.
REFUSED = (
    (r"Conversion of an array with ndim > 0 to a scalar", *NUMBER),
    (r"Calling np\.sum\(generator\)", "TypeError", SUM),
    (r"Calling nonzero on 0d arrays", "ValueError", ZERO),
    (r"The truth value of an empty array is ambiguous\. Returning", "ValueError", EMPTY),
    (r"Passing None into shape arguments", "TypeError", "Use () not None as shape arguments"),
    (r"Non-integer input passed to bincount", "TypeError", CAST),
    (r"Converting `np\.\w+`.* to a dtype is deprecated", *ABSTRACT),
    (r"`(trapz|in1d)` is deprecated", "AttributeError", r"module 'numpy' has no attribute '\1'"),
    (r"`(row_stack)` alias is deprecated", "AttributeError", r"module 'numpy' has no attribute '\1'"),
    (r"`np\.(chararray)` is deprecated", "AttributeError", r"module 'numpy' has no attribute '\1'"),
    (r"The numpy\.linalg\.linalg has been", "AttributeError", "module 'numpy.linalg' has no attribute 'linalg'"),
    (r"`(newshape)` keyword", "TypeError", rf"reshape() {UNEXPECTED} '\1'"),
    (
        r"the `interpolation=` argument to (\w+)",
        "TypeError",
        r"\1() got an unexpected keyword argument 'interpolation'",
    ),
    (
        r"The binary mode of fromstring",
        "ValueError",
        "The binary mode of fromstring is removed, use frombuffer instead",
    ),
    (r"(string or file could not be read to its end due to unmatched data)", "ValueError", r"\1"),
    (r"inexact matches and case insensitive matches for (.*) are deprecated", "ValueError", r"inexact matches for \1"),
    (r"Arrays of 2-dimensional vectors", "ValueError", CROSS),
    (r"Data type alias 'a'", "TypeError", "data type 'a' not understood"),
)
# What several NumPys say of the same thing in other words; the first, also of `"%d" % array` and of `array[0] = array`.
ALIKE = (
    (r"only (0-dimensional|length-1|size-1) arrays can be converted to Python scalars", *NUMBER),
    (r"%\w format: (a real number|an integer) is required, not numpy\.ndarray", *NUMBER),
    (r"Calling np\.sum\(generator\)", "TypeError", SUM),
    (r"Converting .*\bnp\.\w+.* to a dtype (is )?not allowed", *ABSTRACT),
)


@contextmanager
def as_newest() -> Iterator[None]:
    """Let the warnings of what the newest NumPy refuses be exceptions, in the body of a ``with`` statement."""
    with warnings.catch_warnings():
        for pattern, _, _ in REFUSED:
            warnings.filterwarnings("error", pattern, DeprecationWarning)
        yield


def in_newest_words(error: BaseException, said: str) -> tuple[str, str]:
    """Return an exception's name and message as the newest NumPy has them.

    Parameters
    ----------
    error : BaseException
        What was raised.
    said : str
        Its message.

    Returns
    -------
    tuple of str and str

    Examples
    --------
    >>> in_newest_words(DeprecationWarning(), "`in1d` is deprecated. Use `np.isin` instead.")
    ('AttributeError', "module 'numpy' has no attribute 'in1d'")
    """
    cause = error.__cause__ if isinstance(error, ValueError) and error.__cause__ else error
    reason = said if cause is error else said_by(cause)
    rules = REFUSED if isinstance(cause, DeprecationWarning) else ALIKE if isinstance(cause, TypeError) else ()
    for pattern, name, words in rules:
        if found := re.match(pattern, reason):
            return name, found.expand(words)
    return type(error).__name__, said


def said_by(error: BaseException) -> str:
    """Return an exception's message on one line; ``""`` for one of the student's own that cannot say what it is."""
    try:
        return " ".join(str(error).split())
    except Exception:
        return ""
