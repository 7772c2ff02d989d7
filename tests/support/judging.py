"""Judges for the tests: a sandbox that can be watched, a run that waits for nobody long, and what a student reads."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import contextmanager

from autograder.exercises import EXERCISES, Case, Exercise, Verdict
from autograder.grading.judge import judge_exercise
from autograder.grading.result import ExerciseResult
from autograder.grading.run import Run
from autograder.submission import intake
from tests.support.classroom import hand_in

SECRET = 20171209
SECRETS = (0, 10**30)  # where a test needs more runs than one


@functools.cache
def cases(name: str, secret: int = SECRET) -> list[Case]:
    """Return the cases of an exercise in one run: drawn once in each process, so nobody may change them."""
    return EXERCISES[name].cases(secret)


def verdicts(exercise: Exercise, cases: list[Case], function: Callable) -> list[Verdict]:
    """Judge a function as the grader does, in this process."""
    return exercise.verdicts(cases, [exercise.observe(function, case.args) for case in cases])


def passed(exercise: Exercise, cases: list[Case], function: Callable) -> set[str]:
    """Return the names of the checks that a function passes."""
    return {verdict.check for verdict in verdicts(exercise, cases, function) if verdict.passed}


class _OnDemand(dict):
    """A dictionary by exercise that makes an entry when it is first asked for: most tests need `clip` alone."""

    def __init__(self, make: Callable[[str], list]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> list:
        return self.setdefault(name, self._make(name))

    def __reduce__(self) -> tuple:
        """Travel to other processes with everything in it."""
        return dict, ({name: self[name] for name in EXERCISES},)


def impatient_run() -> Run:
    """Return a run in which nobody is waited for longer than two seconds."""
    return Run(SECRET, _OnDemand(cases), _OnDemand(lambda name: [2.0] * len(cases(name))))


class Spy:
    """A sandbox that lets another do the work and writes down what its jobs were asked."""

    def __init__(self, sandbox):
        self.sandbox, self.asked, self.jobs = sandbox, [], 0

    @contextmanager
    def job(self, files):
        self.jobs += 1
        with self.sandbox.job(files) as job:
            real = job.call

            def call(name, args, helpers, timeout):
                self.asked.append(args)
                return real(name, args, helpers, timeout)

            job.call = call
            yield job


def judged(tmp_path, sandbox, run, name="clip", **notebooks) -> ExerciseResult:
    """Return the result of one exercise of a submission."""
    folder = hand_in(tmp_path, "ada", **notebooks)
    return judge_exercise(name, intake.read(folder), sandbox, run, "digest")


def messages(result: ExerciseResult) -> str:
    """Return all that a student reads, in one text."""
    return " ".join([verdict.message for verdict in result.verdicts] + result.notes)
