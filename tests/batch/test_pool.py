"""Worker processes that end, raise or cannot start."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.batch import pool
from autograder.batch.task import Settings, Task
from autograder.errors import GradingError
from autograder.exercises import EXERCISES
from autograder.submission.collect import NotebookFile, Submission

_MORTAL = f"""
import os, sys, time; sys.path.insert(0, {str(pool.ROOT)!r})
from autograder.batch import grader, pool
from autograder.batch.task import GradedSubmission
class Grader(grader.Grader):
    def __enter__(self): return self
    def grade(self, task):
        if task.student.startswith("kills"): os._exit(1)
        if task.student.startswith("hangs"): time.sleep(600)
        if task.student.startswith("raises"): raise ValueError("odd")
        if task.student == "first_time" and not os.path.exists(sys.argv[2]):
            open(sys.argv[2], "w").close(); os._exit(1)
        return GradedSubmission(task.student, files=dict(page=b"made"))
pool.Grader = Grader
pool.work(int(sys.argv[1]))
"""


@pytest.fixture
def mortal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Workers that end, or raise, on the submissions whose names ask for it."""
    start = _MORTAL.replace("sys.argv[2]", repr(str(tmp_path / "died")))
    monkeypatch.setattr(pool, "_START", start)


def settings() -> Settings:
    return Settings(1, "run", "course")


def task(student: str) -> Task:
    return Task(student, Submission({name: NotebookFile(None, "none") for name in EXERCISES}))


@pytest.mark.slow
def test_a_submission_that_ends_its_worker_twice_has_no_mark_and_the_others_go_on(mortal, capfd) -> None:
    """No zero either: why the grader's own process ended, nobody knows. Whatever the order."""
    names = ["a", "kills", "first_time", "b"]
    graded = {one.student: one for one in pool.grade_here(map(task, names), settings(), 2)}
    assert sorted(graded) == sorted(names)
    assert [name for name in names if graded[name].error] == ["kills"]
    assert "ended 2 times" in graded["kills"].error
    assert graded["kills"].result is None and graded["kills"].files == {}


@pytest.mark.slow
def test_a_worker_that_does_not_answer_is_ended_and_leaves_no_zero(mortal, monkeypatch, capfd) -> None:
    """As where a library of ours never comes back from a student's text."""
    monkeypatch.setattr(pool, "TASK_SECONDS", 15.0)
    graded = {one.student: one for one in pool.grade_here(map(task, ["hangs", "a"]), settings(), 1)}
    assert "ended 2 times" in graded["hangs"].error and graded["hangs"].result is None
    assert graded["a"].files == {"page": b"made"}


def test_an_error_of_our_own_is_no_verdict(mortal, capfd) -> None:
    """The student's mark is not touched; the sentence names the error."""
    (graded,) = pool.grade_here([task("raises")], settings(), 1)
    assert graded.result is None
    assert "ValueError: odd" in graded.error


def test_workers_that_cannot_start_stop_the_batch_at_once(monkeypatch: pytest.MonkeyPatch, capfd) -> None:
    """A broken installation must not give a class zeros."""
    monkeypatch.setattr(pool, "_START", "raise SystemExit('no module named x')")
    with pytest.raises(GradingError, match="could not start"):
        list(pool.grade_here(map(task, "ab"), settings(), 2))
