"""Reads messages of bytes, as `encoder` writes them or as anybody else would like us to believe: it trusts nothing."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .plain import DEFAULT, DTYPES, LARGEST, Bounds, Opaque, WireError, clean


def decode(data: bytes, bounds: Bounds = DEFAULT) -> Any:
    """Read a message.

    Parameters
    ----------
    data : bytes
        What came.
    bounds : Bounds
        How large it may be.

    Returns
    -------
    object
        Made of None, bool, int, float, str, list, tuple, dict, ndarray and `Opaque`, of exactly these types. Arrays
        may be written to.

    Raises
    ------
    WireError
        For everything that is not a message within the bounds; nothing else is ever raised.

    Examples
    --------
    >>> decode(b'\\x00\\x00\\x00\\x17[1,{"tuple":[2.5,"a"]}]')
    [1, (2.5, 'a')]
    """
    if len(data) > bounds.size:
        raise WireError(f"A message of {len(data):,} bytes came where {bounds.size:,} are allowed.")
    length = _unpack("!I", data[:4])[0] if len(data) >= 4 else len(data)
    if length > min(len(data) - 4, bounds.text):
        raise WireError("The message's text is longer than the message or than a text may be.")
    try:
        tree = _from_json(bytes(data[4 : 4 + length]).decode("utf-8"))
    except (ValueError, RecursionError, MemoryError) as error:
        raise WireError(f"The message is not JSON: {str(error)[:100]}") from None
    reader = _Reader(bounds, memoryview(data)[4 + length :])
    value = reader.get(tree, 0)
    if reader.blob:
        raise WireError(f"The message has {len(reader.blob):,} bytes that belong to nothing.")
    return value


@dataclass
class _Reader:
    """Builds values from a JSON tree and the bytes of the arrays, and stops at the first thing not as agreed."""

    bounds: Bounds
    blob: memoryview
    items: int = 0

    def get(self, tree: Any, depth: int) -> Any:
        """Return the value that a part of the tree stands for."""
        self.items += 1
        if self.items > self.bounds.items or depth > self.bounds.depth + 1:
            raise WireError("The message has too many parts, or they are nested too deep.")
        if type(tree) is str:
            return _text(tree)
        if type(tree) is list:
            return self.parts(tree, depth)
        if type(tree) is not dict:
            return tree  # None, bool, int or float: JSON makes nothing else
        if len(tree) != 1:
            raise WireError("An object in the message must have one key.")
        tag, content = next(iter(tree.items()))
        if tag not in _READERS or type(content) is not (str if tag == "opaque" else list):
            raise WireError("The message has an object of an unknown kind.")
        return _READERS[tag](self, content, depth)

    def parts(self, trees: list, depth: int) -> list:
        """Return the values that the parts of a container stand for."""
        return [self.get(tree, depth + 1) for tree in trees]


def _dict(reader: _Reader, pairs: list, depth: int) -> dict:
    result: dict = {}
    for pair in pairs:
        if type(pair) is not list or len(pair) != 2 or type(pair[0]) not in (str, int) or pair[0] in result:
            raise WireError("A dictionary in the message needs pairs whose keys are different words or integers.")
        result[reader.get(pair[0], depth + 1)] = reader.get(pair[1], depth + 1)
    return result


def _array(reader: _Reader, content: list, depth: int) -> np.ndarray:
    dtype, shape = content if len(content) == 2 else (None, None)
    if type(dtype) is not str or dtype not in DTYPES or type(shape) is not list or len(shape) > reader.bounds.dims:
        raise WireError("An array in the message needs a known type and a shape.")
    if any(type(length) is not int or length < 0 for length in shape):
        raise WireError("An array in the message has an impossible shape.")
    if math.prod(length or 1 for length in shape) > reader.bounds.size:  # zeros left out: (0, 2**60) is no honest shape
        raise WireError("An array in the message is too large.")
    size = math.prod(shape) * np.dtype(dtype).itemsize
    if size > len(reader.blob):
        raise WireError("An array in the message is larger than the bytes that came with it.")
    part, reader.blob = reader.blob[:size], reader.blob[size:]
    if dtype == "|b1":  # a byte other than 0 and 1 would be true and unequal to true
        return np.ndarray(shape, "|u1", part).astype(bool)
    return np.ndarray(shape, dtype, part).copy()


def _text(text: str) -> str:
    """Return a text that can be written to any file: half a character (a lone surrogate) cannot."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise WireError("A text in the message has half a character.") from None
    return text


def _read_int(text: str) -> int:
    if len(text) > 21 or not -LARGEST < int(text) < LARGEST:
        raise ValueError("an integer of more than 64 bits")
    return int(text)


def _read_float(text: str) -> float:
    if len(text) > 40:
        raise ValueError("a number of more than 40 characters")
    return float(text)


# Bound here once, before any student's code is there to replace them.
_from_json = json.JSONDecoder(parse_int=_read_int, parse_float=_read_float, parse_constant=float).decode
_unpack = struct.unpack
_READERS: dict[str, Callable[[_Reader, Any, int], Any]] = {
    "tuple": lambda reader, content, depth: tuple(reader.parts(content, depth)),
    "dict": _dict,
    "array": _array,
    "opaque": lambda reader, content, depth: Opaque(clean(content)),
}
