"""Puts into words why a student's process ended, or had to be ended."""

from __future__ import annotations

import signal

from utils.feedback.outcome import Problem

from .check_outputs import strip_control
from .child.channel import CUT
from .fork_client import Ended
from .limits import Limits

TOO_LATE = "The code neither ended nor could be interrupted in time, so its process was ended."
UNREADABLE = "The answer could not be read: what came back from the notebook's process was not an answer."
MAX_MESSAGE_CHARS = 500  # characters of a sentence from a student's process


class JobEnded(Exception):
    """The conversation with a process is over.

    Parameters
    ----------
    problem : Problem
        Why, for the student.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


def one_line(text: str) -> str:
    """Return one line that can be shown, of a text that a student's process sent."""
    return " ".join(strip_control(text).split())[:MAX_MESSAGE_CHARS]


def exit_reason(ended: Ended | None, limits: Limits) -> Problem:
    """Return the problem of a process that is gone.

    Parameters
    ----------
    ended : Ended or None
        What the fork server said of it; None where it only hung up.
    limits : Limits
        What it was allowed.
    """
    status, reason, _ = ended or (0, "", 0.0)
    if reason == "memory":
        return Problem("too much", f"The code took more memory than the {limits.memory_bytes >> 20:,} MB it may have.")
    if reason == "processes":
        return Problem("too much", f"The code started more than the {limits.processes:,} processes it may start.")
    if reason == "cpu":
        return Problem("too much", f"The code computed for longer than the {limits.cpu_seconds:,} seconds it may take.")
    if reason == "wall":
        return Problem("timeout", f"The notebook took longer than {limits.wall_seconds:g} seconds in all.")
    if status < 0:
        return Problem("died", f"The Python process crashed ({_signal(-status)}).")
    if ended is None or status == CUT:
        return Problem("died", "The code cut the connection to the grader.")
    return Problem("died", "The code ended the Python process (as os._exit does), so it could not answer.")


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
