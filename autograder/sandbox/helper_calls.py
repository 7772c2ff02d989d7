"""Runs the helper functions that students' code may call, in the grader's process, on arguments it does not trust."""

from __future__ import annotations

import contextlib
import resource
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from utils.feedback.outcome import Call

from .channel import Late
from .child.codec import decode, encode
from .child.values import Bounds, Opaque

_one_at_a_time = threading.RLock()  # the memory limit and NumPy's generator are the whole process's


class _DeadlinePassed(BaseException):
    """The deadline passed within a helper."""


def run_helper(
    name: str, helper: Callable, args: list, kwargs: dict[str, Any], bounds: Bounds, deadline: float, memory: int
) -> tuple[Call, dict[str, Any]]:
    """Run a helper and say what it did.

    Parameters
    ----------
    name : str
        What the helper is called.
    helper : callable
        The function itself.
    args, kwargs : list, dict
        Plain data from the student's process, not to be trusted; changed as the helper changes it.
    bounds : Bounds
        How large the reply may be.
    deadline : float
        The moment of `time.monotonic` at which the helper is stopped.
    memory : int
        How many bytes it may take.

    Returns
    -------
    call : Call
        For the judge: arguments before and after, and the result.
    message : dict
        For the student's process: ``error`` (kind and sentence, or None), ``result``, ``same`` (place of the argument
        that it is, -1 for none), ``changed`` (pairs of an argument's place and what it is now).

    Raises
    ------
    Late
        The deadline passed.
    TooMuch
        The arguments, as we write them, are larger than ``bounds``.
    """
    values = [*args, *kwargs.values()]
    packed = [encode(value, bounds) for value in values]
    before = [decode(part, bounds) for part in packed]
    call = Call(name, before[: len(args)], dict(zip(kwargs, before[len(args) :])))
    message: dict[str, Any] = {"error": None, "result": None, "same": -1, "changed": []}
    try:
        refuse_opaque(name, values)
        with _within(deadline, memory):
            call.result = helper(*args, **kwargs)
        now = list(enumerate(values))
        message["changed"] = [[place, value] for place, value in now if encode(value, bounds) != packed[place]]
        message["same"] = next((place for place, value in now if value is call.result is not None), -1)
        message["result"] = call.result if message["same"] < 0 else None
    except _DeadlinePassed:
        raise Late from None
    except Exception as error:
        message = {"error": [type(error).__name__, f"{name}: {error}"[:300]]}
    _keep_arguments(call, message.get("changed", []))
    return call, message


def _keep_arguments(call: Call, changed: list) -> None:
    """Record the arguments as the helper left them."""
    left = [*call.args, *call.kwargs.values()]
    for place, value in changed:
        left[place] = value
    call.left_args, call.left_kwargs = left[: len(call.args)], dict(zip(call.kwargs, left[len(call.args) :]))


def refuse_opaque(name: str, value: Any) -> None:
    """Raise TypeError where an argument is, or holds, something that is not plain data."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Opaque):
            raise TypeError(f"{name} was given a value of type {value.type_name}, which it cannot work with.")
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)


@contextlib.contextmanager
def _within(deadline: float, memory: int) -> Iterator[None]:
    """Bound the time and memory of what is done here, and keep its warnings and its random numbers to itself."""

    def look(frame: FrameType, event: str, detail: Any) -> Any:
        if time.monotonic() > deadline:
            raise _DeadlinePassed
        return look

    with _one_at_a_time, _less_memory(memory), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        numbers, tracer = np.random.get_state(), sys.gettrace()
        # At each line of Python: a signal would reach the main thread alone, and a thread cannot be stopped.
        sys.settrace(look)
        try:
            yield
        finally:
            sys.settrace(tracer)
            np.random.set_state(numbers)


@contextlib.contextmanager
def _less_memory(memory: int) -> Iterator[None]:
    """Let this process take no more than so much further memory (Linux)."""
    try:
        size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = size + memory
    if any(limit != resource.RLIM_INFINITY and limit <= most for limit in (soft, hard)):
        yield
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
