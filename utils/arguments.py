"""What the library's functions are given, where a microsecond more does not matter: numbers, names, indices, tables.

Each function returns the argument, or raises with a sentence that names it, what was expected and what came. What a
step of training calls has its own, quicker looks: see :mod:`utils.validation`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE_NAME = re.compile(
    r"[^\n]*\.(?:txt|csv|tsv|md|json|ipynb|zip)\s*|(?:\.{0,2}/|~|[A-Za-z]:\\)[^\n]*\s*", re.IGNORECASE
)
MAX_SIZE = 2**13  # of one side of a matrix: its square is half a gibibyte of float64


def described(value: Any) -> str:
    """Say what a value is: its type, and enough of it to be recognised.

    Examples
    --------
    >>> described(np.zeros((2, 3))), described(None), described("a.txt"), described([1, 2])
    ('an array of the shape (2, 3)', 'None', "the text 'a.txt'", 'a list of 2 entries')
    """
    if value is None or isinstance(value, (bool, int, float, complex, np.number, np.bool_)):
        return str(value)
    if isinstance(value, str):
        return f"the text {value!r}" if len(value) <= 40 else f"a text of {len(value)} characters"
    if isinstance(value, np.ndarray):
        kind = "" if value.dtype.kind in "biuf" else f" of {value.dtype}"
        return f"an array{kind} of the shape {value.shape}"
    if isinstance(value, (list, tuple, set, dict)):
        return f"a {type(value).__name__} of {len(value)} {'entry' if len(value) == 1 else 'entries'}"
    if isinstance(value, PurePath):
        return f"the path {str(value)!r}"
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def whole(name: str, value: Any, least: int, most: int = 2**32 - 2) -> int:
    """Return a whole number within its bounds."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} is {described(value)}, and should be a whole number, {least} or more.")
    if not least <= value <= most:
        raise ValueError(f"{name} is {value}, and should be a whole number from {least} to {most}.")
    return int(value)


def number(name: str, value: Any, what: str = "a number") -> float:
    """Return a finite number."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} is {described(value)}, and should be {what}.")
    if not math.isfinite(value):
        raise ValueError(f"{name} is {value}, and should be {what}.")
    return value  # type: ignore[return-value]


def numbers(name: str, value: Any, what: str = "an array of numbers") -> NDArray[np.float64]:
    """Return an array of float64, of any shape; nan and infinity are let through."""
    try:
        array = np.asarray(value)
        if array.dtype.kind in "biufO" and not isinstance(value, (str, bytes)) and value is not None:
            return array.astype(np.float64, copy=False)
    except (TypeError, ValueError):
        pass  # rows of different lengths, or entries that are no numbers
    raise TypeError(f"{name} should be {what}; it is {described(value)}{_ragged(value)}.")


def _ragged(value: Any) -> str:
    """Say of a list that its entries do not make an array."""
    return ", not all of whose entries are numbers or rows of one length" if isinstance(value, (list, tuple)) else ""


def text(name: str, value: Any, what: str = "a text with one name a line") -> str:
    """Return a text that is not the name of a file."""
    if not isinstance(value, str):
        more = "" if not isinstance(value, PurePath) else "; read the file first: Path(...).read_text()"
        raise TypeError(f"{name} should be {what}; it is {described(value)}{more}.")
    if FILE_NAME.fullmatch(value):
        raise ValueError(
            f"{name} should be {what}, and {value.strip()!r} looks like the name of a file: read it first, "
            f"open({value.strip()!r}).read()."
        )
    return value


def strings(name: str, value: Any) -> list[str]:
    """Return a list of texts."""
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable) or isinstance(value, Mapping):
        one = " Of a text, read_names(text) makes the list." if isinstance(value, str) else ""
        raise TypeError(f"{name} should be a list of names; it is {described(value)}.{one}")
    found = list(value)
    for place, entry in enumerate(found):
        if not isinstance(entry, str):
            raise TypeError(f"{name} should be a list of names, and entry {place} is {described(entry)}.")
    return found


def indices(name: str, value: Any) -> list[int]:
    """Return a list of whole numbers, the indices of symbols."""
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, (Sequence, np.ndarray)) or is_single(value):
        raise TypeError(f"{name} should be a list of indices; it is {described(value)}.")
    found = list(value)
    for place, entry in enumerate(found):
        if isinstance(entry, np.ndarray) and entry.size == 1:
            entry = found[place] = entry.item()
        whole_float = isinstance(entry, (float, np.floating)) and float(entry).is_integer()
        if not isinstance(entry, (int, np.integer)) and not whole_float:
            raise TypeError(f"{name} should be a list of indices, and entry {place} is {described(entry)}.")
    return [int(entry) for entry in found]


def is_single(value: Any) -> bool:
    """Tell whether a value is a single number that came as an array."""
    return isinstance(value, np.ndarray) and value.ndim == 0


def symbols(name: str, value: Any) -> Mapping[int, str]:
    """Return the table from an index to its symbol."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} should be a dictionary from index to symbol; it is {described(value)}.")
    if value and not any(isinstance(key, (int, np.integer)) for key in value):
        raise ValueError(
            f"{name} should be a dictionary from index to symbol, and its keys are such as {next(iter(value))!r}: "
            "is it char_to_ix?"
        )
    for key, symbol in value.items():
        if not isinstance(symbol, str):
            raise TypeError(f"{name}[{key!r}] should be a symbol, a text; it is {described(symbol)}.")
    return value


def spelled(name: str, value: Any, table: Any) -> list[str]:
    """Return the symbols that some indices stand for."""
    found = indices(name, value)
    known = symbols("ix_to_char", table)
    for place, index in enumerate(found):
        if index not in known:
            raise ValueError(f"{name}[{place}] is {index}, which has no symbol: ix_to_char has {len(known)} of them.")
    return [known[index] for index in found]


def axes(value: Any) -> Any:
    """Return what a figure is to be drawn on: axes, or None for new ones."""
    if value is not None and not (hasattr(value, "plot") and hasattr(value, "figure")):
        raise TypeError(f"ax should be Axes of Matplotlib, or be left out; it is {described(value)}.")
    return value
