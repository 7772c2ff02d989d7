"""`check` and `hint`, for a student's notebook: they need no server and know no solution, only recorded data."""

from __future__ import annotations

import contextlib
import io
import os
import platform
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..checked import in_notebook, remember
from .assess import assess
from .cases import Case, Lesson
from .compare import kind_of
from .contract import notes
from .exercises.registry import helpers
from .fixtures import lessons, load
from .next_step import after
from .observe import observe, scopes_of
from .outcome import Outcome, Problem
from .own_imports import blamed, contract_only
from .report import Report
from .time_limit import CALL_SECONDS, MAX_STALLS, MORE_PATIENCE, TimeLimit, Watch, late

_given: dict[str, int] = {}  # how many hints an exercise has had


class CheckFailed(AssertionError):
    """An answer is not right yet; the report says why."""

    def _render_traceback_(self) -> list[str]:
        """Show the sentence alone in a notebook: the way through this module would only distract."""
        return [str(self)]


class CheckStopped(KeyboardInterrupt):
    """The reader pressed stop while a function was judged."""

    def _render_traceback_(self) -> list[str]:
        """Show the sentence alone in a notebook: nobody's mistake needs a traceback."""
        return [str(self)]


def check(function: Callable, name: str | None = None) -> None:
    """Judge a function on the visible cases, and show what is right, what is not, and why.

    Parameters
    ----------
    function : callable
        The function that an exercise asks for, as you wrote it.
    name : str, optional
        Which of them it is, if the function has another name.

    Raises
    ------
    CheckFailed
        Where not all is right; what it says is one sentence, after the report. Not while a submission is graded: there
        the report is enough.

    Examples
    --------
    >>> check(lambda gradients, maxValue: None, "clip")
    Traceback (most recent call last):
    ...
    utils.feedback.check.CheckFailed: clip is not right yet: the report above says what to look at.
    """
    report = examine(function, name)
    show(report)
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        return
    remember(report.lesson.name, function)
    for note in notes(platform.python_version(), np.__version__):
        print(note)
    if not report.passed:
        raise CheckFailed(f"{report.lesson.name} is not right yet: the report above says what to look at.")
    print(after(report.lesson.name))


def examine(function: Callable, name: str | None = None) -> Report:
    """Judge a function as :func:`check` does, and return the report instead of showing it.

    Parameters and errors are those of :func:`check`; a wrong answer raises nothing here.
    """
    lesson, cases = load(_exercise(function, name))
    try:
        outcomes = _outcomes(function, lesson, cases)
    except KeyboardInterrupt:
        raise CheckStopped(f"Stopped while {lesson.name} was checked; nothing was decided.") from None
    with np.errstate(all="ignore"):
        verdicts, failures = assess(lesson, cases, outcomes, live=False)
    return Report.of(lesson, cases, verdicts, failures)


def _outcomes(function: Any, lesson: Lesson, cases: Sequence[Case]) -> list[Outcome]:
    """Ask every case; where calls do not return, as few as in grading."""
    shown, stalls, outcomes = sys.stdout, list[Problem](), list[Outcome]()

    def ask(case: Case, seconds: float) -> Outcome:
        watch = Watch(seconds, lambda sentence: print(sentence, file=shown, flush=True))
        try:
            return observe(function, case.args, helpers(lesson, case), watch.call)
        except TimeLimit:
            stalls.append(late(seconds))
            return Outcome(problem=stalls[-1])

    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
        contract_only(function, scopes_of(function)) as lost,
    ):
        warnings.simplefilter("ignore")
        patience = MORE_PATIENCE
        for case in cases:
            if len(stalls) >= MAX_STALLS:
                outcomes.append(Outcome(problem=stalls[-1]))
                continue
            outcome = ask(case, CALL_SECONDS)
            if stalls and patience > 1:
                outcome, patience = ask(case, patience * CALL_SECONDS), 1
                if len(stalls) == 1:
                    stalls.clear()
            outcome.problem = blamed(outcome.problem, lost)
            outcomes.append(outcome)
    return outcomes


def hint(function: Callable | str) -> None:
    """Give a hint, and one more each time; those about what is still wrong come first.

    Parameters
    ----------
    function : callable or str
        Your function, or its name.

    Examples
    --------
    >>> hint("clip")
    Hint ... of ... for clip: ...
    """
    name = function if isinstance(function, str) else _exercise(function, None)
    lesson, _ = load(name)
    hints = list(lesson.hints)
    if not isinstance(function, str):
        report = examine(function)
        if report.passed:
            print(f"{name} is right: there is nothing left to hint at.")
            return
        wrong = {verdict.check for verdict in report.verdicts if not verdict.passed}
        hints.sort(key=lambda pair: bool(pair[0]) and pair[0] not in wrong)
    turn = _given.get(name, 0)
    _given[name] = turn + 1
    if turn >= len(hints):
        print(f"These were all the hints for {name}; from here they start again.")
    print(f"Hint {turn % len(hints) + 1} of {len(hints)} for {name}: {hints[turn % len(hints)][1]}")


def _exercise(function: Any, name: str | None) -> str:
    """Find out which exercise a function is meant for."""
    known = lessons()
    if name is None:
        name = getattr(function, "__name__", None)
        if name not in known:
            name = _name_in_notebook(function, known) or name
        if not callable(function):
            raise CheckFailed(
                f"check needs your function; this is {kind_of(function)}. If its name was given to something else, "
                "run the cell that defines the function again."
            )
    if name not in known:
        raise CheckFailed(
            f'Which exercise is {name}? Call it {", ".join(known)}, or say so: check(my_function, "{known[0]}").'
        )
    return name


def _name_in_notebook(function: Any, known: tuple[str, ...]) -> str:
    """Return the name that a function has where it is checked: a lambda, a partial or an object has none itself."""
    frame = sys._getframe(1)
    while frame is not None:
        for name in known:
            if frame.f_globals.get(name) is function:
                return name
        frame = frame.f_back  # type: ignore[assignment]
    return ""


def show(shown: Any) -> None:
    """Display a report, or what else is text and HTML, where there is a notebook; print it elsewhere."""
    if in_notebook():
        from IPython.display import display

        display(shown)
        return
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(str(shown).encode(encoding, "replace").decode(encoding))
