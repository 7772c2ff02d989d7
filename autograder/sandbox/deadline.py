"""The deadline of one answer, by the job's own time: a busy machine costs nobody a mark."""

from __future__ import annotations

import time
from collections.abc import Callable

from .child.fork_server import MAX_CLOCK_RATIO

GRACE = 2.0  # seconds between the moment at which code is interrupted and the one at which its process is ended
MIN_WAIT = 0.05  # seconds between two requests for the time used


class Deadline:
    """The moment at which a job has used so many seconds of its own time.

    Parameters
    ----------
    seconds : float
        How many it may use until it is interrupted; with `GRACE` added, it has had its time.
    spent : callable
        Takes the moment since which, and whether to interrupt; returns the seconds used, None where nobody knows, and
        the clock counts.
    """

    def __init__(self, seconds: float, spent: Callable[[float, bool], float | None]) -> None:
        self.seconds = seconds
        self._spent = spent
        self._started = time.monotonic()
        self._next = self._started + seconds
        self._interrupted = False

    def until(self) -> float:
        """Return the moment of `time.monotonic` until which to wait; one that has passed when it is over."""
        now = time.monotonic()
        if now < self._next:
            return self._next
        used = self._used(False)
        if used >= self.seconds and not self._interrupted:
            self._interrupted = True
            self._used(True)
        left = self.seconds + GRACE * self._interrupted - used
        if left <= 0:
            return 0.0
        self._next = time.monotonic() + max(left, MIN_WAIT)
        return self._next

    def _used(self, interrupt: bool) -> float:
        """Return the seconds used: the job's own, and a part of the clock's however long it has had to wait."""
        spent = self._spent(self._started, interrupt)
        clock = time.monotonic() - self._started
        return clock if spent is None else max(spent, clock / MAX_CLOCK_RATIO)
