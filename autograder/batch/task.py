"""What goes to a worker and comes back: the settings of a run, a task, and a graded submission."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from autograder.exercises.masters import names
from autograder.records.result_store import Result
from autograder.submission.collect import NotebookFile, Submission, collect
from autograder.submission.roster import StudentFolder


@dataclass(frozen=True)
class Settings:
    """What all submissions of a run have in common; it travels to every worker.

    Attributes
    ----------
    seed : int
        Seed of the fresh cases. Not in the representation, so that no log writes it down.
    run, course : str
        Names of the run and of the course version, for the result files.
    unsafe : bool
        Whether to do without a sandbox.
    hide : tuple of str
        Folders of this machine that no submission may see: the class and its grades.
    """

    seed: int = field(repr=False)
    run: str
    course: str
    unsafe: bool = False
    hide: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """One submission to judge: whose it is, and its bytes."""

    student: str
    submission: Submission = field(repr=False)


@dataclass(frozen=True)
class GradedSubmission:
    """The result of a task.

    Attributes
    ----------
    student : str
        Gradebook id.
    result : Result or None
        The verdict; None where the grader itself failed.
    files : dict of str to bytes
        Pages and notebooks by their path in the output folder.
    error : str
        Why there is no verdict, in one sentence; ``""`` where there is one.
    """

    student: str
    result: Result | None = None
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    error: str = ""


def task_of(student: StudentFolder) -> Task:
    """Read a student's folder, bounded, without following anything in it."""
    if student.reason:
        return Task(student.id, Submission({name: NotebookFile(None, student.reason) for name in names()}))
    return Task(student.id, collect(student.files or student.folder))


def moment(timestamp: str | None) -> datetime | None:
    """Return a hand-in's time as the gradebook keeps it: UTC, without a zone.

    Examples
    --------
    >>> moment("2026-11-22 02:38:00.000000 UTC")
    datetime.datetime(2026, 11, 22, 2, 38)
    >>> moment(None)
    """
    if not timestamp:
        return None
    return datetime.strptime(timestamp, "%Y-%m-%d %H:%M:%S.%f UTC").replace(tzinfo=UTC).replace(tzinfo=None)
