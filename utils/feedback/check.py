"""`check`, for a student's notebook: it needs no server and knows no solution, only recorded data."""

from __future__ import annotations

import contextlib
import inspect
import io
import linecache
import os
import platform
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..checked import in_notebook, remember
from .assess import assess
from .cases import Case, Lesson
from .compare import kind_of
from .contract import notes
from .exercises.registry import helpers
from .fixtures import lessons, load
from .last_cells import outdated
from .next_step import after
from .observe import observe, scopes_of
from .outcome import Outcome, Problem
from .own_imports import blamed, contract_only
from .report import Report
from .time_limit import CALL_SECONDS, MAX_STALLS, MORE_PATIENCE, TimeLimit, Watch, late


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
        Where not all is right, with what to look at first. Not where somebody reads the report in a notebook, nor while
        a submission is graded: there the report is enough.

    Examples
    --------
    >>> check(lambda gradients, maxValue: None, "clip")
    Traceback (most recent call last):
    ...
    utils.feedback.check.CheckFailed: clip is not right yet. clip returned nothing; it should end with ...
    """
    report = examine(function, name)
    if note := outdated(report.lesson.name):
        report = replace(report, notes=(note,))
    show(report)
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        return
    remember(report.lesson.name, function)
    for note in notes(platform.python_version(), np.__version__):
        print(note)
    if report.passed:
        print(after(report.lesson.name))
    elif not _is_read():
        raise CheckFailed(report.first_sentence)


def examine(function: Callable, name: str | None = None) -> Report:
    """Judge a function as :func:`check` does, and return the report instead of showing it.

    Parameters and errors are those of :func:`check`; a wrong answer raises nothing here.
    """
    lesson, cases = load(exercise_of(function, name))
    try:
        outcomes = _outcomes(function, lesson, cases)
    except KeyboardInterrupt:
        raise CheckStopped(f"Stopped while {lesson.name} was checked; nothing was decided.") from None
    with np.errstate(all="ignore"):
        verdicts, failures = assess(lesson, cases, outcomes, live=False, source=_source(function))
    return Report.of(lesson, cases, verdicts, failures)


def _source(function: Any) -> str:
    """Return the cell, or file, that a function was written in; ``""`` where it cannot be had."""
    code = getattr(inspect.unwrap(function) if callable(function) else None, "__code__", None)
    return "".join(linecache.getlines(code.co_filename)) if code is not None else ""


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


def exercise_of(function: Any, name: str | None) -> str:
    """Find out which exercise a function is meant for.

    Parameters
    ----------
    function : object
        What was handed to `check` or `hint`.
    name : str or None
        What the reader called it.

    Raises
    ------
    CheckFailed
        Where that is no exercise, or what was handed in is no function.
    """
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
    if not isinstance(name, str) or name not in known:
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


def _is_read() -> bool:
    """Say whether somebody sits at this notebook: only then can a kernel ask for input.

    An exception below the report would say the same once more, on red. Where nobody sees the report (nbconvert,
    nbgrader's Validate, a terminal) it is what stops and speaks.
    """
    shell = sys.modules["IPython"].get_ipython() if in_notebook() else None
    return bool(getattr(getattr(shell, "kernel", None), "_allow_stdin", False))


def show(shown: Any) -> None:
    """Display a report, or what else is text and HTML, where there is a notebook; print it elsewhere."""
    if in_notebook():
        from IPython.display import display

        display(shown)
        return
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(str(shown).encode(encoding, "replace").decode(encoding))
