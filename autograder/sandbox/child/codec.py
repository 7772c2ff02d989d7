"""Writes plain data as a message of bytes and reads it again: MessagePack, and bounds around it.

Three extension types stand for what MessagePack lacks: an array (:data:`ARRAY`: its type, its shape, its raw contents),
a tuple (a list whose first part is an empty :data:`TUPLE`), and the name of something that is not plain data
(:data:`OPAQUE`). Whoever reads a message trusts nothing in it.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Any

import msgpack
import numpy as np

from .values import DEFAULT, DTYPES, LARGEST, SMALLEST, Bounds, Opaque, TooMuch, WireError, clean, is_key

ARRAY, TUPLE, OPAQUE = 1, 2, 3
WORDS_OR_OBJECTS = 10_000  # entries of an array of objects or words that are still worth a list
NUMBERS = frozenset({type(None), bool, int, float})
READ = NUMBERS | {str, list, tuple, dict, np.ndarray, Opaque}
HEADS = {np.dtype(word): word.encode() for word in DTYPES}

# Bound here once, before any student's code is there to replace them.
_Packer, _unpack, _Extension, _Error = msgpack.Packer, msgpack.unpackb, msgpack.ExtType, msgpack.UnpackException
_struct_pack, _unpack_from, _calcsize = struct.pack, struct.unpack_from, struct.calcsize
_as_ndarray, _tobytes, _tolist = np.ndarray.view, np.ndarray.tobytes, np.ndarray.tolist
_IS_TUPLE = msgpack.ExtType(TUPLE, b"")


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

    Raises
    ------
    TooMuch
        The value does not fit into ``bounds``.

    Examples
    --------
    >>> decode(encode([1, (2.5, "a")]))
    [1, (2.5, 'a')]
    """
    try:
        data = _pack(_Writer(bounds).put(value, 0))
    except OverflowError:  # somewhere in a list of numbers an integer has more than 64 bits: look at each of them
        data = _pack(_Writer(bounds, each=True).put(value, 0))
    if len(data) > bounds.size:
        raise TooMuch(f"The value takes {len(data):,} bytes, more than is allowed.")
    return data


def _pack(tree: Any) -> bytes:
    return _Packer(unicode_errors="replace").pack(tree)  # msgpack.packb would look the packer up when it is called


class _Writer:
    """Turns a value into what MessagePack knows, and counts; a list of numbers is taken whole unless `each` is seen."""

    def __init__(self, bounds: Bounds, each: bool = False) -> None:
        self.bounds = bounds
        self.each = each
        self.items = self.size = 0

    def put(self, value: Any, depth: int) -> Any:
        """Return what stands for a value in the message."""
        self.count(1)
        if depth > self.bounds.depth:
            return self.opaque("value nested too deep")
        for base in type(value).__mro__:
            if base in _WRITERS:
                return _WRITERS[base](self, value, depth)
        return self.opaque(clean(type(value).__name__))

    def parts(self, values: list, depth: int) -> list:
        """Return what stands for each part of a container."""
        if not self.each and set(map(type, values)) <= NUMBERS:
            self.count(len(values))
            return values
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

    def opaque(self, name: str) -> msgpack.ExtType:
        """Return what stands for something that is not plain data."""
        return _Extension(OPAQUE, name.encode())


def _int(writer: _Writer, value: int, depth: int) -> Any:
    value = int.__int__(value)
    return value if SMALLEST <= value <= LARGEST else writer.opaque("int of more than 64 bits")


def _str(writer: _Writer, value: str, depth: int) -> str:
    writer.count(0, str.__len__(value))
    return str.__str__(value)


def _list(writer: _Writer, value: list, depth: int) -> list:
    writer.fits(list.__len__(value))
    return writer.parts(list.copy(value), depth)


def _tuple(writer: _Writer, value: tuple, depth: int) -> list:
    writer.fits(tuple.__len__(value))
    return [_IS_TUPLE, *writer.parts(list(tuple.__iter__(value)), depth)]


def _dict(writer: _Writer, value: dict, depth: int) -> dict:
    writer.fits(2 * dict.__len__(value))
    pairs = [(key, part) for key, part in list(dict.items(value)) if is_key(key)]
    return {writer.put(key, 0): writer.put(part, depth + 1) for key, part in pairs}


def _array(writer: _Writer, value: np.ndarray, depth: int) -> Any:
    array = _as_ndarray(value, np.ndarray)
    dtype = array.dtype
    kind, width = dtype.kind, min(dtype.itemsize, 8)
    if kind in "OU" and array.size <= WORDS_OR_OBJECTS:
        return writer.put(_tolist(array), depth + 1)
    if kind not in "biuf" or array.ndim > writer.bounds.dims:
        return writer.opaque(f"array of {clean(str(dtype))}")
    writer.count(0, array.size * width)
    if dtype not in HEADS:  # longdouble, or another byte order
        dtype = np.dtype(f"<{kind}{width}")
        array = array.astype(dtype)
    head = _struct_pack(f"<3sB{array.ndim}Q", HEADS[dtype], array.ndim, *array.shape)
    return _Extension(ARRAY, head + _tobytes(array))


def _number(writer: _Writer, value: np.generic, depth: int) -> Any:
    kind = value.dtype.kind
    if kind == "b":
        return bool(value)
    if kind in "iu":
        return int(value)
    return float(value) if kind == "f" else writer.opaque(clean(type(value).__name__))


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
    Opaque: lambda writer, value, depth: writer.opaque(clean(value.type_name)),
}


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
    >>> decode(encode({"loss": 2.5}))
    {'loss': 2.5}
    """
    if len(data) > bounds.size:
        raise WireError(f"A message of {len(data):,} bytes came where {bounds.size:,} are allowed.")
    reader = _Reader(bounds)
    try:
        value = _unpack(
            data,
            strict_map_key=False,
            list_hook=reader.sequence,
            object_pairs_hook=reader.mapping,
            ext_hook=reader.extension,
            max_array_len=bounds.items,
            max_map_len=bounds.items,
        )
    except WireError:
        raise
    except (ValueError, _Error, RecursionError, MemoryError) as error:
        raise WireError(f"The message is not MessagePack: {type(error).__name__}") from None
    _refuse_deep_or_strange(value, bounds)
    return value


class _Reader:
    """Builds the parts of a message as they are met, and stops at the first thing not as agreed."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.items = 0

    def count(self, items: int) -> None:
        """Count the parts of all containers while they are built, for small ones take memory too."""
        self.items += 1 + items
        if self.items > self.bounds.items:
            raise WireError("The message has too many parts.")

    def sequence(self, parts: list) -> Any:
        """Return a list, or the tuple that it stands for."""
        self.count(len(parts))
        return tuple(parts[1:]) if parts and parts[0] is _IS_TUPLE else parts

    def mapping(self, pairs: list[tuple[Any, Any]]) -> dict:
        """Return a dictionary whose keys are different words or integers."""
        self.count(2 * len(pairs))
        if not {type(key) for key, _ in pairs} <= {str, int}:
            raise WireError("A dictionary in the message has a key that is no word and no integer.")
        found = dict(pairs)
        if len(found) != len(pairs):
            raise WireError("A dictionary in the message has a key twice.")
        return found

    def extension(self, code: int, data: bytes) -> Any:
        """Return what an extension type stands for."""
        if code == ARRAY:
            return self.array(data)
        if code == TUPLE and not data:
            return _IS_TUPLE
        if code == OPAQUE:
            return Opaque(clean(data.decode()))
        raise WireError("The message has a part of an unknown kind.")

    def array(self, data: bytes) -> np.ndarray:
        """Return an array that owns its memory."""
        head = "<3sB"
        if len(data) < 4 or data[3] > self.bounds.dims or len(data) < _calcsize(f"{head}{data[3]}Q"):
            raise WireError("An array in the message has no known shape.")
        word, dims, *shape = _unpack_from(f"{head}{data[3]}Q", data)
        dtype, start = word.decode("ascii", "replace"), _calcsize(f"{head}{dims}Q")
        if dtype not in DTYPES:
            raise WireError("An array in the message has no known type.")
        # Zeros are left out of the first product: (0, 2**60) is no honest shape.
        if math.prod(length or 1 for length in shape) > self.bounds.size:
            raise WireError("An array in the message is too large.")
        if math.prod(shape) * np.dtype(dtype).itemsize != len(data) - start:
            raise WireError("An array in the message is not as large as the bytes that came with it.")
        if dtype == "|b1":  # a byte other than 0 and 1 would be true and unequal to true
            return np.ndarray(shape, "|u1", data, start).astype(bool)
        return np.ndarray(shape, dtype, data, start).copy()


def _refuse_deep_or_strange(value: Any, bounds: Bounds) -> None:
    """Look through a message level by level: nothing too deep, nothing that is not plain data."""
    level = [value]
    for _ in range(bounds.depth + 2):
        if not set(map(type, level)) <= READ:
            raise WireError("The message has a part of an unknown kind.")
        containers = [part for part in level if type(part) in (list, tuple, dict)]
        level = [part for each in containers for part in (each.values() if type(each) is dict else each)]
        if not level:
            return
    raise WireError("The message is nested too deep.")
