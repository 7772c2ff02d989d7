"""Judges for the tests: a sandbox that can be watched, a run that waits for nobody long, and what a student reads."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

from autograder.grading.judge import judge_exercise
from autograder.grading.result import ExerciseResult
from autograder.grading.run import Run
from autograder.submission import intake
from tests.support.classroom import hand_in

SECRET = 20171209


def impatient_run() -> Run:
    """Draw a run in which nobody is waited for longer than two seconds."""
    drawn = Run.draw(SECRET)
    return replace(drawn, call_seconds={name: [2.0] * len(cases) for name, cases in drawn.cases.items()})


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
