"""One submission's way from bytes to verdict, pages and notebook: what pools and clusters hand out."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from autograder import autograded, pages
from autograder.exercise_result import ExerciseResult
from autograder.handin import Found, Handin
from autograder.master import names
from autograder.results import Result
from autograder.roster import ASSIGNMENT, Student


@dataclass(frozen=True)
class Settings:
    """What all submissions of a run have in common; it travels to every worker.

    Attributes
    ----------
    secret : int
        Seed of the fresh cases. Not in the representation, so that no log writes it down.
    run, course : str
        Names of the run and of the course version, for the result files.
    unsafe : bool
        Whether to do without a sandbox.
    hide : tuple of str
        Folders of this machine that no submission may see: the class and its grades.
    """

    secret: int = field(repr=False)
    run: str
    course: str
    unsafe: bool = False
    hide: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """One submission to judge: whose it is, and its bytes."""

    student: str
    handin: Handin = field(repr=False)


@dataclass(frozen=True)
class Parcel:
    """What became of a task.

    Attributes
    ----------
    student : str
        Gradebook id.
    result : Result or None
        The verdict; None where the grader itself failed.
    files : dict of str to bytes
        Pages and notebooks by their path in the output folder.
    ungraded : str
        Why there is no verdict, in one sentence; ``""`` where there is one.
    """

    student: str
    result: Result | None = None
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    ungraded: str = ""


class Grader:
    """Judges one submission after another in one process, with one sandbox and the run's cases drawn once.

    Parameters
    ----------
    settings : Settings
        The run's.

    Raises
    ------
    SandboxMissing
        On entering, where there is no sandbox and the settings do not waive it.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._closing = ExitStack()

    def __enter__(self) -> Grader:
        from autograder.judge import Run
        from autograder.sandbox import Sandbox

        hidden = tuple(Path(folder) for folder in self.settings.hide)
        self._sandbox = self._closing.enter_context(Sandbox(unsafe=self.settings.unsafe, hide=hidden))
        self._run = Run.draw(self.settings.secret)
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def grade(self, task: Task) -> Parcel:
        """Judge one submission and render what students and instructors will see of it.

        Parameters
        ----------
        task : Task
            Any bytes.

        Returns
        -------
        Parcel
            With a result or with the reason why the grader itself failed; this never raises for what was handed in.
        """
        from autograder.judge import judge_submission

        results = judge_submission(task.handin, self._sandbox, self._run)
        return pack(task, results, self.settings)


def pack(task: Task, results: dict[str, ExerciseResult], settings: Settings) -> Parcel:
    """Make the parcel of a judged submission: the result, the feedback pages, the graded notebooks."""
    ungraded = next((result.ungraded for result in results.values() if result.ungraded), "")
    if ungraded:
        return Parcel(task.student, ungraded=ungraded)
    verdict = Result(
        student=task.student,
        run=settings.run,
        course=settings.course,
        submission=task.handin.digest,
        exercises={name: _entry(result) for name, result in results.items()},
        timestamp=task.handin.timestamp or None,
        unsafe=settings.unsafe,
    )
    shown = pages.feedback_pages(task.student, results, settings.unsafe)
    files = {f"feedback/{task.student}/{ASSIGNMENT}/{name}": data for name, data in shown.items()}
    for name, result in results.items():
        path = f"autograded/{task.student}/{ASSIGNMENT}/{name}.ipynb"
        files[path] = autograded.to_bytes(result, settings.unsafe)
    return Parcel(task.student, verdict, files)


def _entry(result: ExerciseResult) -> dict:
    # Cells are in the graded notebooks, the run's seed is in run.json: neither is repeated in each result file.
    whole = result.to_json()
    kept = {key: whole[key] for key in ("score", "max", "checks", "notes")}
    return kept | {"problem": result.problem or None}


def no_verdict(task: Task, times: int) -> Parcel:
    """Return what became of a submission at which the grader's own process ended each time: nothing, and no zero."""
    return Parcel(
        task.student,
        ungraded=f"The grader's own process ended {times} times while it graded this submission, so it has no mark. "
        "Look at the messages above and at the submission, and give the same command again.",
    )


def task_of(student: Student) -> Task:
    """Read a student's folder, bounded, without following anything in it."""
    from autograder.handin import collect

    if student.problem:
        return Task(student.id, Handin({name: Found(None, student.problem) for name in names()}))
    return Task(student.id, collect(student.folder))


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
