"""Says what plain data is: the only thing that crosses the wall of the sandbox, in either direction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

DTYPES = frozenset({"|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8"})
SMALLEST, LARGEST = -(2**63), 2**64 - 1  # of integers that fit into 64 bits, signed or not


class WireError(ValueError):
    """The bytes are not a message; the sentence says what is wrong with them."""


class TooMuch(ValueError):
    """The value is larger than a message may be; the sentence says by which measure."""


@dataclass(frozen=True)
class Opaque:
    """Stands for a value that is not plain data.

    Attributes
    ----------
    type_name : str
        What it was, in a word or a few.
    """

    type_name: str


@dataclass(frozen=True)
class Bounds:
    """How large a message may be.

    Attributes
    ----------
    size : int
        Bytes of the whole message.
    items : int
        Values of all kinds together (an array is one).
    depth : int
        Containers within containers.
    dims : int
        Axes of an array.
    """

    size: int = 8 << 20
    items: int = 250_000
    depth: int = 24
    dims: int = 8


DEFAULT = Bounds()


def is_key(key: Any) -> bool:
    """Tell whether a key of a dict is a word or an integer: pairs with other keys stay where they are.

    Parameters
    ----------
    key : object
        Anything that can be a key.
    """
    if not issubclass(type(key), (int, np.integer)) or type(key) is bool:
        return issubclass(type(key), str)
    return SMALLEST <= (int.__int__(key) if issubclass(type(key), int) else int(key)) <= LARGEST


def clean(name: Any) -> str:
    """Return the part of a name that can do no harm where it is shown.

    Parameters
    ----------
    name : object
        The name of a type, as the type itself gives it; so it may be anything.

    Returns
    -------
    str
        Of 60 characters at most; ``"object"`` where nothing is left.
    """
    return re.sub(r"[^\w .]", "", name)[:60] or "object" if type(name) is str else "object"
