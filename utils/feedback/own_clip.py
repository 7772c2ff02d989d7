"""Tells which kind of `clip` a student wrote: one that works on what it is given, or one that returns copies.

A step that throws the result of `clip` away is right with the first kind and clips nothing with the second. What the
student's own functions do together is what counts, so the `clip` that is handed in is of the student's own kind.
"""

from __future__ import annotations

import contextlib
import copy
import sys
import threading
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

import numpy as np

from .sentences import GRADIENTS

LIMIT, BEYOND = 1.0, 3.0
MAX_LINES = 100_000  # of the student's own and of what they call
MAX_SECONDS = 2.0  # for one that sleeps


def returns_copies(own: Any) -> bool:
    """Say whether a student's own `clip` leaves what it is given as it is and returns clipped arrays.

    Parameters
    ----------
    own : object
        What stands under the name.

    Returns
    -------
    bool
        False where it is no function, raises, does not return, or clips nothing at all.
    """
    if not callable(own):
        return False
    given = {name: np.full((2, 2), BEYOND) for name in GRADIENTS}
    state = np.random.get_state()
    try:
        result = _called(own, given)
        kept = all(np.array_equal(given[name], np.full((2, 2), BEYOND)) for name in GRADIENTS)
        return kept and isinstance(result, Mapping) and all(np.all(result[name] == LIMIT) for name in GRADIENTS)
    except Exception:
        return False
    finally:
        np.random.set_state(state)


def _called(own: Callable, given: dict[str, Any]) -> Any:
    """Call a student's `clip`, in a thread of its own and for so many lines: one that has no end holds nobody up."""
    came: list[Any] = []

    def call() -> None:
        lines = 0

        def count(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal lines
            lines += 1
            if lines > MAX_LINES:
                raise TimeoutError
            return count

        sys.settrace(count)
        with contextlib.suppress(BaseException):
            came.append(own(given, LIMIT))
        sys.settrace(None)

    if sys.platform == "emscripten":  # no threads there
        call()
    else:
        thread = threading.Thread(target=call, daemon=True)
        thread.start()
        thread.join(MAX_SECONDS)
    return came[0] if came else None


def of_its_kind(helper: Callable, own: Any) -> Callable:
    """Return a helper that works in place as one that returns copies, where the student's own does.

    Parameters
    ----------
    helper : callable
        Clips what it is given.
    own : object
        The student's own, looked at when the helper is first called.

    Returns
    -------
    callable
    """
    known: list[bool] = []

    def clip(*args: Any, **kwargs: Any) -> Any:
        if not known:
            known.append(returns_copies(own))
        if known[0]:
            args, kwargs = copy.deepcopy(args), copy.deepcopy(kwargs)
        return helper(*args, **kwargs)

    return clip
