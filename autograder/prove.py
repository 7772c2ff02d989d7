"""Proves the course before it is handed out: the solution earns all, the blank nothing, no known mistake all."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from autograder import master
from autograder.build import BuildRefused
from autograder.exercises import EXERCISES
from utils.feedback.observe import observe

SECRET = 0  # the draw of the fresh cases; any would do, and a fixed one gives the same build twice


def prove() -> None:
    """Print a line for each exercise and each seeded fixture, and refuse the course where one is not safe.

    Raises
    ------
    BuildRefused
        With all the reasons, one a line.
    """
    from autograder.certify import certificates

    reasons = []
    for name in master.names():
        reasons += refusals(name)
    for certificate in certificates():
        print(f"  {certificate}")
        if not certificate.safe:
            reasons.append(f"{certificate.fixture} is not safe: its margin is less than 1,000 times its bound")
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
    solution, blank = earned(name, master.reference(name)), earned(name, blank_answer(name))
    uncaught = [mistake for mistake, answer in exercise.mistakes.items() if earned(name, answer) == exercise.points]
    caught = len(exercise.mistakes) - len(uncaught)
    print(
        f"{name}: solution {solution} of {exercise.points}, blank {blank}, known mistakes caught {caught}"
        f" of {len(exercise.mistakes)}"
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


def earned(name: str, answer: Callable) -> int:
    """Return the points that an answer earns in an exercise, judged as a submission is, but in this process."""
    exercise = EXERCISES[name]
    cases = exercise.cases(SECRET)
    helpers = {helper: exercise.helper(helper) for helper in exercise.helpers}
    outcomes = [observe(answer, case.args, helpers) for case in cases]
    return sum(verdict.points for verdict in exercise.verdicts(cases, outcomes))


def blank_answer(name: str) -> Callable:
    """Return the function of a notebook in which nothing has been done yet."""
    (cell,) = [cell for cell in master.student(name).cells if cell.id == name]
    return master.define(name, cell.source)
