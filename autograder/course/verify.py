"""Proves the course before it is handed out: the solution earns all, the blank nothing, no known mistake all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from autograder.certify.proofs import Unsafe
from autograder.course import assignment
from autograder.errors import BuildRefused
from autograder.exercises import EXERCISES, Case, masters
from autograder.exercises.completeness import named
from utils.feedback.assess import differences
from utils.feedback.exercises.registry import read

SECRET = 0  # the draw of the fresh cases; any would do, and a fixed one gives the same build twice


def prove() -> None:
    """Print what every answer earns and the certificate of every fixture; refuse the course where one is not safe.

    Raises
    ------
    BuildRefused
        With all the reasons, one a line.
    """
    reasons = []
    for name in masters.names():
        try:
            with named(name):
                reasons += refusals(name)
                for title, certificate in EXERCISES[name].certificates():
                    print(f"  {title}: {certificate}")
        except (BuildRefused, Unsafe) as unsafe:
            reasons.append(str(unsafe) if isinstance(unsafe, BuildRefused) else f"{name}: {unsafe}")
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

    Raises
    ------
    Unsafe
        Where a fixture is not certified.
    """
    exercise = EXERCISES[name]
    cases = exercise.cases(SECRET)
    solution = earned(name, masters.reference(name), cases)
    blank = earned(name, blank_answer(name), cases)
    uncaught = [v.name for v in exercise.variants if not is_caught(name, v.function, cases)]
    print(
        f"{name}: the solution earns {solution} of {exercise.points} points, the blank {blank}; "
        f"{len(exercise.variants) - len(uncaught)} of {len(exercise.variants)} known mistakes lose some"
    )
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
    outcomes = [exercise.observe(answer, case.args) for case in cases]
    verdicts = exercise.verdicts(cases, outcomes)
    return sum(verdict.points for verdict in verdicts if verdict.passed)


def is_caught(name: str, answer: Callable, cases: Sequence[Case]) -> bool:
    """Say whether an answer loses a point; the parameters are those of :func:`earned`.

    Fresh cases only take away what the seeded ones award, so they are asked only where these show nothing.
    """
    exercise, seeded = EXERCISES[name], [case for case in cases if not case.group]
    outcomes = [exercise.observe(answer, case.args) for case in seeded]
    readings = [read(name, case, outcome) for case, outcome in zip(seeded, outcomes)]
    shown = differences(exercise.lesson, seeded, outcomes, readings)
    return any(shown.values()) or earned(name, answer, cases) < exercise.points


def blank_answer(name: str) -> Callable:
    """Return the function of a notebook in which nothing has been done yet.

    Parameters
    ----------
    name : str
        The exercise.
    """
    (cell,) = [cell for cell in assignment.student(name).cells if cell.id == name]
    return masters.define(name, cell.source)
