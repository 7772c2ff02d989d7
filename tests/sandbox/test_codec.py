"""The channel's language: plain data arrives as it was sent, and whatever else comes is refused."""

from __future__ import annotations

import contextlib
import math
import struct
import subprocess
import sys

import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox.child.codec import decode, encode
from autograder.sandbox.child.values import Bounds, Opaque, TooMuch, WireError

SMALL = Bounds(size=4096, items=50, depth=5, dims=3)
KINDS = st.sampled_from([np.bool_, np.int8, np.int64, np.uint8, np.uint64, np.float16, np.float32, np.float64])
ARRAYS = KINDS.flatmap(lambda kind: hnp.arrays(kind, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)))
NUMBERS = st.integers(-(2**63), 2**64 - 1) | st.floats()
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PLAIN = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS | ARRAYS,
    lambda parts: (
        st.lists(parts, max_size=4)
        | st.lists(parts, max_size=4).map(tuple)
        | st.dictionaries(WORDS | st.integers(-(2**40), 2**40), parts, max_size=4)
    ),
    max_leaves=20,
)


def same(one: object, other: object) -> bool:
    """Compare by type and content, not-a-numbers and the sign of zero included."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, float):
        return struct.pack("d", one) == struct.pack("d", other) or (math.isnan(one) and math.isnan(other))
    return one == other


def array(word: bytes, shape: list[int], contents: bytes, dims: int | None = None) -> msgpack.ExtType:
    """Write an array by hand, as an attacker would."""
    dims = len(shape) if dims is None else dims
    return msgpack.ExtType(1, struct.pack(f"<3sB{len(shape)}Q", word, dims, *shape) + contents)


@given(PLAIN)
@settings(max_examples=300, deadline=None)
def test_plain_data_arrives_exactly_as_it_was_sent(value):
    """Types, shapes and every bit survive, and arrays may be written to."""
    arrived = decode(encode(value))
    assert same(arrived, value)
    if isinstance(arrived, np.ndarray):
        assert arrived.flags.writeable and arrived.flags.owndata


@given(st.binary(max_size=300))
@settings(max_examples=500, deadline=None)
def test_rubbish_is_refused_and_nothing_else_happens(rubbish):
    """Any bytes give a value or a WireError."""
    with contextlib.suppress(WireError):
        decode(rubbish, SMALL)


EXTENSIONS = st.builds(msgpack.ExtType, st.integers(0, 5), st.binary(max_size=20)) | st.builds(
    array, st.sampled_from([b"<f8", b"|b1", b"|O8", b"<U9", b"f8", b"|V8"]), st.lists(st.integers(0, 9), max_size=4),
    st.binary(max_size=100),
)  # fmt: skip
STRANGE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | WORDS
    | st.binary(max_size=9)
    | EXTENSIONS,
    lambda parts: (
        st.lists(parts, max_size=5)
        | st.lists(parts, max_size=5).map(lambda some: [msgpack.ExtType(2, b""), *some])
        | st.dictionaries(WORDS | st.integers(-9, 9) | st.booleans() | st.floats() | st.none(), parts, max_size=3)
    ),
    max_leaves=30,
)


@given(STRANGE)
@settings(max_examples=500, deadline=None)
def test_almost_messages_are_refused_or_give_plain_data(tree):
    """Rubbish that looks like a message gives plain types alone, or a WireError."""
    try:
        value = decode(msgpack.packb(tree), SMALL)
    except WireError:
        return
    waiting = [value]
    while waiting:
        value = waiting.pop()
        assert type(value) in (type(None), bool, int, float, str, list, tuple, dict, np.ndarray, Opaque)
        if isinstance(value, dict):
            assert {type(key) for key in value} <= {str, int}
            waiting += value.values()
        elif isinstance(value, list | tuple):
            waiting += value
        elif isinstance(value, np.ndarray):
            assert value.dtype.kind in "biuf"


DAMAGED = {
    "nothing": b"",
    "a list without its parts": b"\x92\x01",
    "something left over": msgpack.packb(1) + b"left over",
    "a reserved byte": b"\xc1",
    "too deep": b"\x91" * 5000,
    "half a character": b"\xa3\xed\xa0\x80",
    "no text": b"\xa1\xff",
    "bytes": msgpack.packb(b"x"),
    "a time": msgpack.packb(msgpack.Timestamp(1, 1)),
    "an unknown extension": msgpack.packb([msgpack.ExtType(9, b"")]),
    "the mark of a tuple alone": msgpack.packb(msgpack.ExtType(2, b"")),
    "the mark of a tuple elsewhere": msgpack.packb([1, msgpack.ExtType(2, b"")]),
    "the mark of a tuple with content": msgpack.packb([msgpack.ExtType(2, b"x")]),
    "a name of rubbish": msgpack.packb(msgpack.ExtType(3, b"\xff")),
    "a key twice": b"\x82\xa1a\x01\xa1a\x02",
    "a key that is equal": b"\x82\x01\x01\xcc\x01\x02",
    "a list as a key": b"\x81\x91\x01\x02",
    "a truth value as a key": b"\x81\xc3\x02",
    "a float as a key": msgpack.packb({1.0: 2}),
    "an array without a head": msgpack.packb(msgpack.ExtType(1, b"<f")),
    "an array without a shape": msgpack.packb(array(b"<f8", [], b"", 2)),
    "an array cut short": msgpack.packb(array(b"<f8", [2], b"\0" * 15)),
    "an array with more than it holds": msgpack.packb(array(b"<f8", [1], b"\0" * 9)),
    "an array that is too large": msgpack.packb(array(b"<f8", [2**62, 2**62], b"")),
    "an array of no entries and too large": msgpack.packb(array(b"<f8", [0, 2**60], b"")),
    "an array of too many axes": msgpack.packb(array(b"<f8", [1] * 4, b"\0" * 8)),
    "an array of objects": msgpack.packb(array(b"|O8", [1], b"\0" * 8)),
    "an array of rubbish": msgpack.packb(array(b"\xff\xfe\xfd", [1], b"\0" * 8)),
    "too many parts": msgpack.packb([0] * 51),
    "too many parts in all": msgpack.packb([[0] * 30, [0] * 30]),
    "too many empty parts": msgpack.packb([[[]] * 24, [[]] * 24]),
    "nested too deep": msgpack.packb([[[[[[[[1]]]]]]]]),
    "more than a message may be": msgpack.packb("x" * 5000),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_message_is_refused(data):
    """Each way in which a message can be wrong is a WireError."""
    with pytest.raises(WireError):
        decode(data, SMALL)


COUNT = struct.pack("!I", 250_000)
WORST = {
    "deep": b"\x91" * 8_000_000,
    "wide": b"\xdd" + COUNT + (b"\xdd" + COUNT + b"\x90" * 250_000) * 30,
    "long heads": (b"\xdd" + COUNT) * 1000,
    "deep maps": b"\x81\xa1a" * 2_700_000,
    "extensions": b"\x9f" + b"\xd4\x01\x00" * 2_700_000,
}


MEASURE = """
import resource, sys
from autograder.sandbox.child.codec import WireError, decode
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    decode(data)
except WireError:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("data", WORST.values(), ids=WORST)
def test_the_worst_message_of_full_size_takes_little_memory(data):
    """What is built before a message is refused takes megabytes, however small its parts and large their promises."""
    done = subprocess.run([sys.executable, "-c", MEASURE], input=data, capture_output=True, check=True)
    assert int(done.stdout) < 100 << 10  # in kB


def test_a_truth_value_is_zero_or_one():
    """A byte that is neither would be an array that equals neither True nor itself inverted."""
    arrived = decode(msgpack.packb(array(b"|b1", [3], b"\x00\x01\x02")))
    assert arrived.dtype == bool and arrived.view(np.uint8).tolist() == [0, 1, 1]


def test_a_value_that_does_not_fit_is_refused_by_the_sender():
    """Size and number of parts each have a limit."""
    for value in (np.zeros(1000), "x" * 5000, list(range(60)), {str(i): i for i in range(30)}, tuple(range(60))):
        with pytest.raises(TooMuch):
            encode(value, SMALL)
