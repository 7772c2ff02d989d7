"""Proves the course before it is handed out: the solution earns all, the blank nothing, no known mistake all."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout

import numpy as np

from autograder import master
from autograder.build import BuildRefused
from autograder.certify import Unsafe
from autograder.exercises import EXERCISES, Case

SECRET = 0  # the draw of the fresh cases; any would do, and a fixed one gives the same build twice


def prove() -> None:
    """Print a line for each exercise and each certified case, and refuse the course where one is not safe.

    Raises
    ------
    BuildRefused
        With all the reasons, one a line.
    """
    reasons = []
    for name in master.names():
        try:
            reasons += refusals(name)
        except Unsafe as unsafe:
            reasons.append(f"{name}: {unsafe}")
    if reasons:
        raise BuildRefused("\n".join(reasons))


def refusals(name: str) -> list[str]:
    """Return why an exercise must not be handed out; an empty list when it may.

    Parameters
    ----------
    name : str
        The exercise.

    Returns
    -------
    list of str
        One sentence a reason.
    """
    exercise = EXERCISES[name]
    with redirect_stdout(io.StringIO()):  # the reference of `model` prints names
        cases = exercise.cases(SECRET)
    solution = earned(name, master.reference(name), cases)
    blank = earned(name, blank_answer(name), cases)
    uncaught = [v.name for v in exercise.variants if earned(name, v.function, cases) == exercise.points]
    print(
        f"{name}: solution {solution} of {exercise.points} points, blank {blank}, "
        f"known mistakes caught {len(exercise.variants) - len(uncaught)} of {len(exercise.variants)}"
    )
    for case in cases:
        if case.certificate:
            print(f"  {case.name}: {case.certificate}")
    return list(_reasons(name, solution, blank, uncaught))


def _reasons(name: str, solution: int, blank: int, uncaught: list[str]) -> Iterator[str]:
    """Turn what was measured into sentences."""
    points = EXERCISES[name].points
    if solution != points:
        yield f"{name}: the master's solution earns {solution} of {points} points; it must earn all"
    if blank:
        yield f"{name}: the blank notebook earns {blank} of {points} points; it must earn none"
    for mistake in uncaught:
        yield f"{name}: the known mistake {mistake!r} earns all {points} points; add a case that tells it apart"


def earned(name: str, answer: Callable, cases: Sequence[Case]) -> int:
    """Return the points that an answer earns, judged as a submission is, but in this process.

    Parameters
    ----------
    name : str
        The exercise.
    answer : callable
        The function to judge; it gets the references as helpers.
    cases : sequence of Case
        What to ask it.

    Returns
    -------
    int
        Points, from 0 to the exercise's.
    """
    exercise = EXERCISES[name]
    with np.errstate(all="ignore"), redirect_stdout(io.StringIO()):  # a mistake may overflow, and `model` prints
        outcomes = [exercise.observe(answer, case.args) for case in cases]
        verdicts = exercise.verdicts(cases, outcomes)
    return sum(verdict.points for verdict in verdicts if verdict.passed)


def blank_answer(name: str) -> Callable:
    """Return the function of a notebook in which nothing has been done yet."""
    (cell,) = [cell for cell in master.student(name).cells if cell.id == name]
    return master.define(name, cell.source)
