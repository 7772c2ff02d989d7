"""`check` and `hint`: what a student calls in the notebook."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

from .data import load
from .judge import judge
from .observe import observe
from .standin import helpers


class CheckFailed(AssertionError):
    """An answer is not right yet; the report above says why."""

    def _render_traceback_(self) -> list[str]:
        """Show the sentence alone in a notebook: the way through this module would only distract."""
        return [str(self)]


_shown: dict[str, int] = {}


def check(function: Callable) -> None:
    """Judge a function on the visible cases and show a report."""
    name = getattr(function, "__name__", "")
    lesson, cases = load(name)
    with redirect_stdout(io.StringIO()):
        outcomes = [observe(function, case.args, helpers(lesson, case)) for case in cases]
    verdicts = judge(lesson, cases, outcomes, live=False)
    for checked, verdict in zip(lesson.checks, verdicts):
        print(f"{'✓' if verdict.passed else '✗'} {checked.title}" + (f": {verdict.message}" if verdict.message else ""))
    if not all(verdict.passed for verdict in verdicts) and os.environ.get("NBGRADER_EXECUTION") != "autograde":
        raise CheckFailed(f"{name} is not right yet: see the report above.")


def hint(function: Callable | str) -> Any:
    """Give one hint more each time."""
    name = function if isinstance(function, str) else getattr(function, "__name__", "")
    lesson, _ = load(name)
    turn = _shown.get(name, 0)
    _shown[name] = turn + 1
    print(lesson.hints[min(turn, len(lesson.hints) - 1)])
