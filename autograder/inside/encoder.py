"""Writes plain data as a message of bytes.

A message is the length of a JSON text (four bytes, big-endian), that text, and the raw contents of the arrays, in the
order in which the text names them. JSON's own values stand for themselves; everything else is an object with one key:
``{"tuple": [...]}``, ``{"dict": [[key, value], ...]}``, ``{"array": [dtype, shape]}``, ``{"opaque": name}``.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .plain import DEFAULT, LARGEST, Bounds, Opaque, TooMuch, clean, is_key

SMALL = 10_000  # entries of an array of objects or words that are still worth a list


def encode(value: Any, bounds: Bounds = DEFAULT) -> bytes:
    """Write a value as a message.

    Subclasses are written as what they were made from, by the methods of that base, so that nothing they override is
    called. NumPy's numbers become Python's; arrays of objects or words become lists; what is not plain data, is nested
    too deep or is an integer of more than 64 bits becomes `Opaque`. Of a dict the pairs whose key is a word or an
    integer are written, the others left out: no answer has them, and they must not spoil those beside them.

    Parameters
    ----------
    value : object
        Anything.
    bounds : Bounds
        How large the message may be.

    Returns
    -------
    bytes

    Raises
    ------
    TooMuch
        The value does not fit into ``bounds``.

    Examples
    --------
    >>> encode([1, (2.5, "a")])
    b'\\x00\\x00\\x00\\x17[1,{"tuple":[2.5,"a"]}]'
    """
    writer = _Writer(bounds)
    text = _to_json(writer.put(value, 0)).encode("utf-8", "replace")
    if len(text) > bounds.text or 4 + len(text) + writer.size > bounds.size:
        raise TooMuch(f"The value takes {len(text) + writer.size:,} bytes, more than is allowed.")
    return b"".join([_pack("!I", len(text)), text, *writer.blobs])


# Bound here once, before any student's code is there to replace them.
_to_json = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_pack = struct.pack
_as_plain = np.ndarray.view
_tobytes = np.ndarray.tobytes
_tolist = np.ndarray.tolist


@dataclass
class _Writer:
    """Turns a value into JSON's own types and a row of arrays, and counts."""

    bounds: Bounds
    blobs: list[bytes] = field(default_factory=list)
    size: int = 0
    items: int = 0

    def put(self, value: Any, depth: int) -> Any:
        """Return what stands for a value in the JSON text."""
        self.count(1)
        if depth > self.bounds.depth:
            return {"opaque": "value nested too deep"}
        for base in type(value).__mro__:
            if base in _WRITERS:
                return _WRITERS[base](self, value, depth)
        return {"opaque": clean(type(value).__name__)}

    def parts(self, values: list, depth: int) -> list:
        """Return what stands for each part of a container."""
        return [self.put(value, depth + 1) for value in values]

    def count(self, items: int, size: int = 0) -> None:
        """Add to the message's size, before anything is copied: a view can be larger than the memory it shows."""
        self.items += items
        self.size += size
        if self.items > self.bounds.items:
            raise TooMuch(f"The value has more than {self.bounds.items:,} parts.")
        if self.size > self.bounds.size:
            raise TooMuch(f"The value takes more than {self.bounds.size:,} bytes.")

    def fits(self, items: int) -> None:
        """Refuse a container with more parts than the message has room for."""
        self.count(items)
        self.items -= items


def _int(writer: _Writer, value: int, depth: int) -> Any:
    value = int.__int__(value)
    return value if -LARGEST < value < LARGEST else {"opaque": "int of more than 64 bits"}


def _str(writer: _Writer, value: str, depth: int) -> str:
    if str.__len__(value) > writer.bounds.text:
        raise TooMuch(f"A text in the value has more than {writer.bounds.text:,} characters.")
    return str.__str__(value)


def _list(writer: _Writer, value: list, depth: int) -> list:
    writer.fits(list.__len__(value))
    return writer.parts(list.copy(value), depth)


def _tuple(writer: _Writer, value: tuple, depth: int) -> dict:
    writer.fits(tuple.__len__(value))
    return {"tuple": writer.parts(list(tuple.__iter__(value)), depth)}


def _dict(writer: _Writer, value: dict, depth: int) -> dict:
    writer.fits(2 * dict.__len__(value))
    pairs = []
    for key, part in list(dict.items(value)):
        if is_key(key):
            pairs.append([writer.put(key, 0), writer.put(part, depth + 1)])
    return {"dict": pairs}


def _array(writer: _Writer, value: np.ndarray, depth: int) -> Any:
    array = _as_plain(value, np.ndarray)
    kind, width = array.dtype.kind, min(array.dtype.itemsize, 8)
    if kind in "OU" and array.size <= SMALL:
        return writer.put(_tolist(array), depth + 1)
    if kind not in "biuf" or array.ndim > writer.bounds.dims:
        return {"opaque": f"array of {clean(str(array.dtype))}"}
    writer.count(0, array.size * width)
    if array.dtype.str[1:] != f"{kind}{width}" or array.dtype.str[0] == ">":  # longdouble, or another byte order
        array = array.astype(f"<{kind}{width}")
    writer.blobs.append(_tobytes(array))
    return {"array": [array.dtype.str, list(array.shape)]}


def _number(writer: _Writer, value: np.generic, depth: int) -> Any:
    kind = value.dtype.kind
    if kind == "b":
        return bool(value)
    if kind in "iu":
        return int(value)
    return float(value) if kind == "f" else {"opaque": clean(type(value).__name__)}


_WRITERS: dict[type, Callable[[_Writer, Any, int], Any]] = {
    type(None): lambda writer, value, depth: None,
    bool: lambda writer, value, depth: value,
    int: _int,
    float: lambda writer, value, depth: float.__float__(value),
    str: _str,
    list: _list,
    tuple: _tuple,
    dict: _dict,
    np.ndarray: _array,
    np.generic: _number,
    Opaque: lambda writer, value, depth: {"opaque": clean(value.type_name)},
}
