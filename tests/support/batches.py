"""What the tests of the batch share: the command, its report, and workers that only count."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.batch.grader import pack
from autograder.batch.task import GradedSubmission, Settings, Task
from autograder.exercises import EXERCISES, Verdict
from autograder.grading.result import ExerciseResult
from autograder.submission.roster import ASSIGNMENT

ODD = ["=HYPERLINK(0)", "-rf", "..odd", "a,b'c", 'a,"b"', "neu\nline", os.fsdecode(b"caf\xe9"), "李雷", " two  spaces "]
POINTS = {name: float(exercise.points) for name, exercise in EXERCISES.items()}


def command(submitted: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "autograder", "grade", str(submitted), "--out", str(out), *more]


def report(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def totals(path: Path) -> dict[str, float]:
    return {student: sum(entry["score"] for entry in entries.values()) for student, entries in report(path).items()}


class Fake:
    """Stands in for the worker processes: gives every submission full marks, and may be told to break."""

    def __init__(self, breaks: int | None = None, error: type[BaseException] = KeyboardInterrupt) -> None:
        self.asked: list[str] = []
        self.breaks, self.error = breaks, error

    def __call__(self, tasks: Iterable[Task], settings: Settings, jobs: int) -> Iterator[GradedSubmission]:
        self.settings = settings
        for task in tasks:
            if self.breaks == len(self.asked):
                raise self.error
            self.asked.append(task.student)
            yield pack(task, right(), settings)


def right() -> dict[str, ExerciseResult]:
    return {
        name: ExerciseResult(name, exercise.points, [Verdict(c.name, True, c.points, "") for c in exercise.checks])
        for name, exercise in EXERCISES.items()
    }


def hand_in_bytes(submitted: Path, student: str, content: bytes) -> None:
    """Hand in one file as it is, whatever is in it."""
    folder = submitted / student / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "clip.ipynb").write_bytes(content)
