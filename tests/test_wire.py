"""The channel's language and the grader's end of the channel: everything is bounded, timed, and nothing is believed."""

from __future__ import annotations

import contextlib
import json
import math
import socket
import struct
import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.wire import Bounds, Channel, Closed, Late, Opaque, TooMuch, WireError, decode, encode

SMALL = Bounds(size=4096, text=2048, items=50, depth=5, dims=3)
KINDS = st.sampled_from([np.bool_, np.int8, np.int64, np.uint8, np.uint64, np.float16, np.float32, np.float64])
ARRAYS = KINDS.flatmap(lambda kind: hnp.arrays(kind, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)))
NUMBERS = st.integers(-(2**64) + 1, 2**64 - 1) | st.floats()
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


def message(tree: object, blob: bytes = b"") -> bytes:
    """Write a message by hand, as an attacker would."""
    text = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    return struct.pack("!I", len(text)) + text + blob


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


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda parts: (
        st.lists(parts, max_size=5)
        | st.dictionaries(st.sampled_from(["tuple", "dict", "array", "opaque", "x"]), parts, max_size=2)
        | st.tuples(st.sampled_from(["<f8", "|b1", "O", "|O8", "<U9", "f8", "|V8"]), st.lists(st.integers(-1, 9))).map(
            lambda pair: {"array": list(pair)}
        )
    ),
    max_leaves=30,
)


@given(JSON, st.binary(max_size=100))
@settings(max_examples=500, deadline=None)
def test_almost_messages_are_refused_or_give_plain_data(tree, blob):
    """Rubbish that looks like a message gives plain types alone, or a WireError."""
    try:
        value = decode(message(tree, blob), SMALL)
    except WireError:
        return
    waiting = [value]
    while waiting:
        value = waiting.pop()
        assert type(value) in (type(None), bool, int, float, str, list, tuple, dict, np.ndarray, Opaque)
        if isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list | tuple):
            waiting += value
        elif isinstance(value, np.ndarray):
            assert value.dtype.kind in "biuf"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x00",
        b"\xff\xff\xff\xff{}",
        message(b"["),
        message(b"[" * 1000),
        message(b"[" * 2000),
        message(b"9" * 30),
        message(b"1." + b"0" * 100),
        message(b'"\\ud800"'),
        message(b"\xff"),
        message(1, b"left over"),
        message({}),
        message({"tuple": [], "dict": []}),
        message({"tuple": "abc"}),
        message({"pickle": []}),
        message({"opaque": ["x"]}),
        message({"dict": [[[1], 2]]}),
        message({"dict": [["a", 1], ["a", 2]]}),
        message({"dict": [[True, 1]]}),
        message({"dict": [["a"]]}),
        message({"array": ["<f8", [2]]}, b"\0" * 15),
        message({"array": ["<f8", [-1]]}, b"\0" * 8),
        message({"array": ["<f8", [2**62, 2**62]]}),
        message({"array": ["<f8", [0, 2**60]]}),
        message({"array": ["<f8", [True]]}, b"\0" * 8),
        message({"array": ["<f8", [1.0]]}, b"\0" * 8),
        message({"array": ["<f8", [1, 1, 1, 1]]}, b"\0" * 8),
        message({"array": ["|O8", [1]]}, b"\0" * 8),
        message({"array": [["<f8"], [1]]}, b"\0" * 8),
        message({"array": ["<f8"]}, b"\0" * 8),
        message([0] * 51),
        message([[[[[[[[1]]]]]]]]),
        message(b'"' + b"x" * 3000 + b'"'),
        b"\x00\x00\x00\x01" + b"1" * 5000,
    ],
)
def test_a_damaged_message_is_refused(data):
    """Each way in which a message can be wrong is a WireError."""
    with pytest.raises(WireError):
        decode(data, SMALL)


@pytest.mark.parametrize(
    "text",
    [b"[" * 4_000_000, b"[[]," * 1_000_000, b"-" + b"9" * 4_000_000, b"1e" + b"9" * 4_000_000, b'{"a":' * 800_000],
    ids=["deep", "wide", "long integer", "long exponent", "deep objects"],
)
def test_the_worst_text_of_full_size_is_refused_at_once(text):
    """No text makes the decoder slow."""
    started = time.process_time()
    with pytest.raises(WireError):
        decode(message(text))
    assert time.process_time() - started < 3


def test_a_truth_value_is_zero_or_one():
    """A byte that is neither would be an array that equals neither True nor itself inverted."""
    arrived = decode(message({"array": ["|b1", [3]]}, b"\x00\x01\x02"))
    assert arrived.dtype == bool and arrived.view(np.uint8).tolist() == [0, 1, 1]


def channel(bounds: Bounds = SMALL, traffic: int = 1 << 20) -> tuple[Channel, socket.socket]:
    """Return the grader's end of a channel and the naked other end."""
    mine, theirs = socket.socketpair()
    return Channel(mine, bounds, traffic), theirs


def soon(seconds: float = 5.0) -> float:
    """Return a deadline."""
    return time.monotonic() + seconds


def framed(value: object) -> bytes:
    """Return a frame."""
    body = encode(value)
    return struct.pack("!I", len(body)) + body


def asked(talk: Channel, theirs: socket.socket) -> str:
    """Ask a question and return its nonce, as the other side reads it."""
    talk.ask({"task": "test"}, soon())
    (length,) = struct.unpack("!I", theirs.recv(4))
    return decode(theirs.recv(length))["nonce"]


def test_an_answer_with_the_nonce_of_its_question_is_heard():
    """The way it should go, twice, with a new nonce each time."""
    talk, theirs = channel()
    with theirs:
        nonces = []
        for number in range(2):
            nonces.append(asked(talk, theirs))
            theirs.sendall(framed({"nonce": nonces[-1], "number": number}))
            assert talk.receive(soon()) == {"number": number}
            talk.settle()
        assert nonces[0] != nonces[1] and len(nonces[0]) == 32
    talk.close()


@pytest.mark.parametrize(
    "answer",
    [{"number": 1}, [1], 7, *({"nonce": false} for false in ("", "0" * 32, None, np.zeros(3), ["x"]))],
    ids=["none", "list", "number", "empty", "guessed", "None", "array", "list of words"],
)
def test_an_answer_without_the_nonce_ends_the_conversation(answer):
    """What does not belong to the question is no answer."""
    talk, theirs = channel()
    with theirs:
        asked(talk, theirs)
        theirs.sendall(framed(answer))
        with pytest.raises(WireError):
            talk.receive(soon())
    talk.close()


def test_an_answer_is_heard_once():
    """The answer to an earlier question, sent again, is none to the next; nor is one that nobody asked for."""
    talk, theirs = channel()
    with theirs:
        answer = framed({"nonce": asked(talk, theirs)})
        theirs.sendall(answer)
        talk.receive(soon())
        talk.settle()
        theirs.sendall(answer)
        with pytest.raises(WireError, match="before it was asked"):
            talk.ask({"task": "test"}, soon())
        with pytest.raises((WireError, Closed)):
            talk.receive(soon())
    talk.close()


def test_a_frame_is_refused_before_it_is_read():
    """A length beyond the bounds ends the conversation, however little follows; so does too much traffic in all."""
    for bounds, traffic in ((SMALL, 1 << 20), (Bounds(), 3000)):
        talk, theirs = channel(bounds, traffic)
        with theirs:
            asked(talk, theirs)
            theirs.sendall(struct.pack("!I", 5000))
            with pytest.raises(WireError):
                talk.receive(soon())
        talk.close()


def test_an_answer_that_dribbles_in_is_late():
    """The deadline is for the whole message, not for each byte."""
    talk, theirs = channel()
    stop = threading.Event()

    def dribble():
        for byte in framed({"nonce": "x" * 32}):
            if stop.wait(0.05):
                return
            theirs.sendall(bytes([byte]))

    with theirs:
        asked(talk, theirs)
        thread = threading.Thread(target=dribble)
        thread.start()
        started = time.monotonic()
        with pytest.raises(Late):
            talk.receive(soon(0.4))
        assert time.monotonic() - started < 2
        stop.set()
        thread.join()
    talk.close()


def test_one_who_does_not_listen_is_late_and_one_who_left_is_gone():
    """Neither stops the grader."""
    talk, theirs = channel(Bounds())
    with theirs, pytest.raises(Late):
        talk.ask({"data": np.zeros(900_000)}, soon(0.3))
    with pytest.raises(Closed):
        talk.receive(soon())
    talk.close()


def test_a_value_that_does_not_fit_is_refused_by_the_sender():
    """Size, text, and number of parts each have a limit."""
    for value in (np.zeros(1000), "x" * 3000, list(range(60)), {str(i): i for i in range(30)}, tuple(range(60))):
        with pytest.raises(TooMuch):
            encode(value, SMALL)
