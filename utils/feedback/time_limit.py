"""Ends a call that does not return, in a notebook as in grading; the grader waits as long and says the same."""

from __future__ import annotations

import _thread
import contextlib
import functools
import signal
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import Any

from .outcome import Problem

CALL_SECONDS = 5.0  # for one call; in grading, fifty times what the reference takes is added
MORE_PATIENCE = 3  # times as long is waited for the first late call, asked again: it may have been compiling (Numba)
MAX_STALLS = 2  # late calls after which nothing more is asked
AGAIN = 0.5  # seconds after which a function that caught the end of its time is ended once more, and without mercy
GIVE_UP = 5.0  # seconds of that after which the reader is told
SIGNAL = getattr(signal, "SIGALRM", signal.SIGINT)  # Windows has no other that Python could raise in a busy thread


class TimeLimit(BaseException):
    """The time of a call is over. No `Exception`, so that few functions catch it."""


def late(seconds: float) -> Problem:
    """Return the problem of a call that did not return in time."""
    return Problem("timeout", f"Your function did not return within {round(seconds, 1):g} seconds.")


class Watch:
    """Calls a function, for a limited time.

    A thread of its own keeps the time, so the reader's own timers go on. In the main thread it sends a signal, which
    also wakes what sleeps; in other threads it asks Python to raise. `TimeLimit` is raised in the student's code
    alone, never in ours. Where there are no threads (in the browser) there is no limit.

    Parameters
    ----------
    seconds : float
        How long.
    tell : callable
        Takes a sentence for the reader, where the function can not be ended.
    """

    def __init__(self, seconds: float, tell: Callable[[str], None]) -> None:
        self.seconds = seconds
        self._tell = tell
        self._late = self._rung = self._merciless = False
        self._over = threading.Event()
        self._thread = threading.get_ident()
        self._main = threading.current_thread() is threading.main_thread()
        self._frame: FrameType | None = None
        self._before: Any = None

    def call(self, function: Callable, arguments: Sequence[Any]) -> Any:
        """Return what the function returns.

        Raises
        ------
        TimeLimit
            Where it did not return in time, also where it caught the exception and returned then.
        """
        self._frame = sys._getframe()
        with self._watched():
            result = function(*arguments)
        if self._late:
            raise TimeLimit
        return result

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        if sys.platform == "emscripten":
            yield  # the browser's Python has neither threads nor signals
            return
        keeper = threading.Thread(target=self._keep_time, daemon=True)
        traced = sys.gettrace()
        if self._main:
            self._before = signal.signal(SIGNAL, self._ring)
        try:
            with contextlib.suppress(RuntimeError):  # no threads here
                keeper.start()
            yield
        finally:
            self._close(keeper)
            if self._merciless:
                sys.settrace(traced)
            if self._main:
                signal.signal(SIGNAL, signal.SIG_DFL if self._before is None else self._before)

    def _close(self, keeper: threading.Thread) -> None:
        """Let no more be raised; what another thread was asked to raise comes out here at the latest."""
        while True:
            try:
                self._over.set()
                if keeper.ident is not None:
                    keeper.join()
                return
            except TimeLimit:
                continue

    def _keep_time(self) -> None:
        """Wait, then ring until the call is over."""
        if self._over.wait(self.seconds):
            return
        self._late = True
        rings = 0
        while not self._over.is_set():
            self._merciless = rings > 0
            self._rung = True
            self._send()
            rings += 1
            if rings == 1 + int(GIVE_UP / AGAIN):
                self._tell(
                    f"check has waited {self.seconds + GIVE_UP:g} seconds and cannot end your function, which goes on "
                    "whatever is raised. Press the stop button; if that does not help, restart the kernel."
                )
            self._over.wait(AGAIN)

    def _send(self) -> None:
        if not self._main:
            if self._is_inside(sys._current_frames().get(self._thread)):
                import ctypes  # which not every Python has

                asked = ctypes.py_object(TimeLimit)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), asked)
        elif SIGNAL != signal.SIGINT and hasattr(signal, "pthread_kill"):
            signal.pthread_kill(self._thread, SIGNAL)
        else:
            signal.raise_signal(SIGNAL)  # Python's handler runs in the main thread, and Windows wakes it from its sleep

    def _ring(self, number: int, frame: FrameType | None) -> None:
        """Handle the signal: raise in the student's code, or hand on what is not ours."""
        if not self._rung:
            return self._hand_on(number, frame)
        if not self._is_inside(frame):
            return None
        if not self._merciless:
            self._rung = False
            raise TimeLimit
        # Whatever catches this exception is to meet the next: on its first line by tracing, and where Python looks for
        # signals by another signal. That one is not to come in here, where each call of a function would let it in;
        # looking up a missing key makes the call without Python's looking.
        sys.settrace(self._trace)
        while frame is not None and frame is not self._frame:
            frame.f_trace, frame = self._trace, frame.f_back
        again: defaultdict[int, None] = defaultdict(functools.partial(_thread.interrupt_main, SIGNAL))
        again[number]
        raise TimeLimit

    def _trace(self, frame: FrameType, event: str, _: Any) -> Callable:
        if event == "line" and self._is_inside(frame):
            raise TimeLimit  # which also ends the tracing
        return self._trace

    def _hand_on(self, number: int, frame: FrameType | None) -> None:
        if callable(self._before):
            self._before(number, frame)

    def _is_inside(self, frame: FrameType | None) -> bool:
        """Tell whether a frame belongs to the call, and not to the way into it or out of it."""
        if frame is None or frame.f_code.co_filename == __file__:
            return False
        inner: FrameType | None = None
        while frame is not None and frame is not self._frame:
            inner, frame = frame, frame.f_back
        return (
            frame is not None and inner is not None and inner.f_code.co_filename not in (__file__, contextlib.__file__)
        )
