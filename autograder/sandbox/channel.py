"""The grader's end of the channel to a student's process: bounded, timed, and trusting nothing.

Each frame is its length (four bytes, big-endian) and a message (see `autograder.sandbox.child.codec`). A request
carries a nonce that is drawn fresh for it, and whatever comes back before the next request must carry the same: a frame
prepared early, repeated or late ends the conversation.
"""

from __future__ import annotations

import secrets
import select
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

from .child.codec import decode, encode
from .child.values import Bounds, WireError


class Late(Exception):
    """The other side did not answer, or did not listen, in time."""


class Closed(Exception):
    """The other side is gone."""


class Channel:
    """One conversation with one student's process.

    Parameters
    ----------
    sock : socket
        The grader's end; the channel closes it.
    bounds : Bounds
        How large one message may be.
    traffic : int
        How many bytes may come in all.
    extended : callable, optional
        Asked when a deadline has passed: returns the moment until which to wait on, one that has passed for no longer.
    """

    def __init__(
        self, sock: socket.socket, bounds: Bounds, traffic: int, extended: Callable[[], float] | None = None
    ) -> None:
        self.bounds = bounds
        self._extended = extended or (lambda: 0.0)
        self._sock = sock
        self._left = traffic
        self._nonce = ""
        sock.setblocking(False)
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN)

    def ask(self, request: dict[str, Any], deadline: float) -> None:
        """Send a request under a fresh nonce.

        Parameters
        ----------
        request : dict
            Plain data.
        deadline : float
            The moment of `time.monotonic` until which the other side must have taken it.

        Raises
        ------
        WireError
            Something came that nobody had asked for.
        TooMuch
            The request is larger than a message may be.
        Late, Closed
            The other side does not listen.
        """
        if self._poll.poll(0) and self._receive_some(1):
            raise WireError("Something came before it was asked for.")
        self._nonce = secrets.token_hex(16)
        self.send({"nonce": self._nonce, **request}, deadline)

    def send(self, message: Any, deadline: float) -> None:
        """Send a message as part of the present exchange.

        Parameters
        ----------
        message : object
            Plain data.
        deadline : float
            As for `ask`.

        Raises
        ------
        TooMuch, Late, Closed
            As for `ask`.
        """
        body = encode(message, self.bounds)
        data = memoryview(struct.pack("!I", len(body)) + body)
        self._poll.modify(self._sock, select.POLLOUT)
        try:
            while data:
                self._wait(deadline)
                try:
                    data = data[self._sock.send(data) :]
                except BlockingIOError:
                    continue
                except OSError:
                    raise Closed from None
        finally:
            self._poll.modify(self._sock, select.POLLIN)

    def receive(self, deadline: float) -> dict[Any, Any]:
        """Wait for the next message of the present exchange.

        Parameters
        ----------
        deadline : float
            The moment of `time.monotonic` until which the whole of it must be here, however it dribbles in.

        Returns
        -------
        dict
            The message without its nonce; keys and values are whatever the other side liked to send.

        Raises
        ------
        WireError
            It is no message, too large, or carries another nonce.
        Late, Closed
            It did not come.
        """
        (length,) = struct.unpack("!I", self._exactly(4, deadline))
        if length > self.bounds.size:
            raise WireError(f"An answer of {length:,} bytes was announced where {self.bounds.size:,} are allowed.")
        if length > self._left:
            raise WireError("More was sent in all than is allowed.")
        self._left -= length
        message = decode(self._exactly(length, deadline), self.bounds)
        nonce = message.pop("nonce", None) if type(message) is dict else None
        if type(nonce) is not str or not self._nonce or nonce != self._nonce:
            raise WireError("An answer came that does not belong to the question.")
        return message

    def settle(self) -> None:
        """End the exchange: from now on nothing may come until something is asked again."""
        self._nonce = ""

    def close(self) -> None:
        """Close the connection."""
        self._sock.close()

    def _exactly(self, count: int, deadline: float) -> bytes:
        """Read that many bytes, taking memory only for what has come."""
        data = bytearray()
        while len(data) < count:
            self._wait(deadline)
            data += self._receive_some(min(count - len(data), 1 << 16))
        return bytes(data)

    def _receive_some(self, count: int) -> bytes:
        """Read what is there; nothing where the system woke us in vain."""
        try:
            part = self._sock.recv(count)
        except BlockingIOError:
            return b""
        except OSError:
            raise Closed from None
        if not part:
            raise Closed
        return part

    def _wait(self, deadline: float) -> None:
        """Wait until the socket is ready or the deadline, and every extension of it, has passed."""
        while True:
            left = deadline - time.monotonic()
            if left > 0 and self._poll.poll(left * 1000):
                return
            deadline = self._extended()
            if deadline <= time.monotonic():
                raise Late
