"""One grading run: its seed, the cases drawn from it once, and how long an answer may take."""

from __future__ import annotations

import copy
import io
import secrets
import time
from contextlib import redirect_stdout
from dataclasses import dataclass

from autograder.exercises import EXERCISES, Case, masters
from utils.feedback.time_limit import CALL_SECONDS


@dataclass(frozen=True)
class Run:
    """One grading run: the seed, and the cases drawn from it, the same for everybody who is graded in it.

    Attributes
    ----------
    seed : int
        Seed of the fresh cases and of the order of asking; written to the report when the run is over.
    cases : dict of str to list of Case
        For each exercise what is asked.
    call_seconds : dict of str to list of float
        For each case how many seconds an answer may take.
    """

    seed: int
    cases: dict[str, list[Case]]
    call_seconds: dict[str, list[float]]

    @classmethod
    def draw(cls, seed: int | None = None) -> Run:
        """Draw the cases of a run.

        Parameters
        ----------
        seed : int, optional
            The seed of an earlier run, to replay it; by default a new one of 63 bits that nobody can guess.
        """
        seed = 1 + secrets.randbits(63) if seed is None else seed
        with redirect_stdout(io.StringIO()):  # the reference trains, and training prints names
            cases = {name: exercise.cases(seed) for name, exercise in EXERCISES.items()}
            call_seconds = {name: [_call_seconds(name, case) for case in drawn] for name, drawn in cases.items()}
        return cls(seed, cases, call_seconds)


def _call_seconds(name: str, case: Case) -> float:
    """Return how long an answer may take: far longer than the reference needs."""
    start = time.perf_counter()
    EXERCISES[name].observe(masters.reference(name), copy.deepcopy(case.args))
    return CALL_SECONDS + 50 * (time.perf_counter() - start)
