"""Finds what each exercise says about itself: a module beside this one, under the exercise's name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import numpy as np

from ..cases import Case, Lesson
from ..compare import Fault
from ..exercise_feedback import ExerciseFeedback
from ..outcome import Outcome
from ..reading import Reading, problem_fault

ODD = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
PACKAGE = __name__.rpartition(".")[0]


@cache
def names() -> frozenset[str]:
    """Return the names of the exercises: the modules beside this one."""
    folders = import_module(PACKAGE).__path__
    return frozenset(module.name for module in iter_modules(folders)) - {__name__.rpartition(".")[2]}


@cache
def feedback_of(name: str) -> ExerciseFeedback:
    """Return what an exercise says about itself.

    Parameters
    ----------
    name : str
        The exercise's name.

    Raises
    ------
    ValueError
        Where no module has that name.
    """
    if name not in names():
        raise ValueError(f"no exercise is called {name!r}: utils/feedback/exercises has {', '.join(sorted(names()))}.")
    return import_module(f"{PACKAGE}.{name}").FEEDBACK


def read(exercise: str, case: Case, outcome: Outcome | None) -> Reading:
    """Take one outcome apart.

    Parameters
    ----------
    exercise : str
        The exercise's name.
    case : Case
        The case that was asked.
    outcome : Outcome or None
        What came; None where nothing did.

    Returns
    -------
    Reading
        A mapping from source to value or Fault. Nothing that a student can return makes it raise.
    """
    feedback = feedback_of(exercise)
    if outcome is None:
        return Reading(Fault("unanswered", "this case was not answered."))
    try:
        if outcome.problem is None:
            return feedback.read(case, outcome)
        fault = problem_fault(feedback.sentences, outcome.problem, case.args)
        if feedback.read_until is None or fault.kind != "raised":
            return Reading(fault)
        return feedback.read_until(case, outcome, fault)
    except ODD:
        return Reading(Fault("unreadable", "the answer is not made of plain numbers, lists and arrays."))


def explain(exercise: str, check: str, cases: Sequence[Case], readings: Sequence[Reading]) -> str | None:
    """Find what all answers have in common that concerns a check: how they behave, never the right values.

    Parameters
    ----------
    exercise, check : str
        Whose failure is to be explained.
    cases : sequence of Case
        What was asked.
    readings : sequence of Reading
        What came.

    Returns
    -------
    str or None
        A sentence about the answers, true of all of them; None where there is nothing to say.
    """
    spoke = [(case, reading) for case, reading in zip(cases, readings) if reading.fault.kind != "raised"]
    asked = [(case, reading) for case, reading in spoke if reading]
    if len(asked) < len(spoke) or not asked:  # where a call had no answer, its own sentence says more
        return None
    try:
        with np.errstate(all="ignore"):
            return feedback_of(exercise).explain(check, asked)
    except (ArithmeticError, LookupError, TypeError, ValueError):  # an odd answer may go unexplained, never unjudged
        return None


def helpers(lesson: Lesson, case: Case) -> dict[str, Callable]:
    """Return the functions to hand in for one visible case, so that one mistake costs one exercise.

    Parameters
    ----------
    lesson : Lesson
        Says which helpers the exercise has.
    case : Case
        A visible case; its ``replies`` hold what was recorded.

    Returns
    -------
    dict of str to callable
        Functions under the helpers' names that answer like right ones without being them.
    """
    makers = feedback_of(lesson.name).stand_ins
    found = {name: makers[name](case) for name in lesson.helpers}
    for name, helper in found.items():
        helper.__name__ = helper.__qualname__ = name  # what Python says of wrong arguments
    return found
