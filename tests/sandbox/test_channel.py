"""The grader's end of the channel: everything is bounded, timed, and nothing is believed."""

from __future__ import annotations

import socket
import struct
import threading
import time

import numpy as np
import pytest

from autograder.sandbox.channel import Channel, Closed, Late
from autograder.sandbox.child.codec import decode, encode
from autograder.sandbox.child.values import Bounds, WireError

SMALL = Bounds(size=4096, items=50, depth=5, dims=3)


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
