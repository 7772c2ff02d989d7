"""The student's end of the channel to the grader."""

from __future__ import annotations

import os
import socket
import struct
import threading
from typing import Any

from .codec import decode, encode
from .values import Bounds

# Bound here once, before any student's code is there to replace them.
_pack, _unpack = struct.pack, struct.unpack
_getpid, _exit = os.getpid, os._exit
CUT = 71  # the exit status of a process that lost its connection


class ChildChannel:
    """Frames over a socket, for one process alone.

    A process that the student's code forks inherits the socket and comes back into our loop: it is ended here, so that
    the grader hears one voice.

    Parameters
    ----------
    sock : socket
        The student's end, blocking.
    bounds : Bounds
        How large one message may be.
    """

    def __init__(self, sock: socket.socket, bounds: Bounds) -> None:
        self.bounds = bounds
        self.lock = threading.RLock()
        self._sock = sock
        self._owner = _getpid()
        self._nonce = ""

    def listen(self) -> dict[str, Any]:
        """Wait for the next question and keep its nonce; the process ends when nobody asks any more."""
        message = self.receive()
        self._nonce = message.pop("nonce")
        return message

    def receive(self) -> dict[str, Any]:
        """Wait for a message within the present exchange."""
        self._guard()
        (length,) = _unpack("!I", self._exactly(4))
        return decode(self._exactly(length), self.bounds)

    def send(self, message: dict[str, Any]) -> None:
        """Answer the present question, or ask something back.

        Raises
        ------
        TooMuch
            The message does not fit; nothing was sent.
        """
        self._guard()
        body = encode({"nonce": self._nonce, **message}, self.bounds)
        try:
            self._sock.sendall(_pack("!I", len(body)) + body)
        except OSError:
            _exit(CUT)

    def _guard(self) -> None:
        if _getpid() != self._owner:
            _exit(0)

    def _exactly(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            try:
                part = self._sock.recv(min(count - len(data), 1 << 16))
            except OSError:
                part = b""
            if not part:
                _exit(CUT)
            data += part
        return bytes(data)
