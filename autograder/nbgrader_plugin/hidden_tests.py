"""The hidden tests under a plain nbgrader: the same cases and the same judging, in the student's own kernel."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from autograder.exercises import EXERCISES


def score(name: str, function: Callable) -> float:
    """Return the points that a function earns, for nbgrader's partial credit.

    This runs beside the student's code and so trusts it; `autograder grade` does not.

    Parameters
    ----------
    name : str
        The exercise's name.
    function : callable
        The student's function.

    Returns
    -------
    float
        Between 0 and the exercise's points.
    """
    exercise = EXERCISES[name]
    cases = exercise.cases(secrets.randbits(64))
    outcomes = [exercise.observe(function, case.args) for case in cases]
    return float(sum(verdict.points for verdict in exercise.verdicts(cases, outcomes) if verdict.passed))
