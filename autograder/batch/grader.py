"""Grades one submission: from its files to the result, pages and notebooks; what pools and clusters run."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from autograder.batch.task import GradedSubmission, Settings, Task
from autograder.grading.judge import judge_submission
from autograder.grading.result import ExerciseResult
from autograder.grading.run import Run
from autograder.records.result_store import Result
from autograder.report import feedback, graded_notebook
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.roster import ASSIGNMENT


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
        hidden = tuple(Path(folder) for folder in self.settings.hide)
        self._sandbox = self._closing.enter_context(Sandbox(unsafe=self.settings.unsafe, hide=hidden))
        self._run = Run.draw(self.settings.seed)
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def grade(self, task: Task) -> GradedSubmission:
        """Judge one submission and render what students and instructors will see of it.

        Parameters
        ----------
        task : Task
            Any bytes.

        Returns
        -------
        GradedSubmission
            With a result or with the reason why the grader itself failed; this never raises for what was handed in.
        """
        results = judge_submission(task.submission, self._sandbox, self._run)
        return pack(task, results, self.settings)


def pack(task: Task, results: dict[str, ExerciseResult], settings: Settings) -> GradedSubmission:
    """Put together what is written of a judged submission: the result, the feedback pages, the graded notebooks."""
    error = next((result.error for result in results.values() if result.error), "")
    if error:
        return GradedSubmission(task.student, error=error)
    verdict = Result(
        student=task.student,
        run=settings.run,
        course=settings.course,
        submission=task.submission.digest,
        # Cells are in the graded notebooks, the run's seed is in run.json: neither is repeated in each result file.
        exercises={name: replace(result, cells=[], seed=None, digest="") for name, result in results.items()},
        timestamp=task.submission.timestamp or None,
        unsafe=settings.unsafe,
    )
    shown = feedback.feedback_pages(task.student, results, settings.unsafe)
    files = {f"feedback/{task.student}/{ASSIGNMENT}/{name}": data for name, data in shown.items()}
    for name, result in results.items():
        path = f"autograded/{task.student}/{ASSIGNMENT}/{name}.ipynb"
        files[path] = graded_notebook.to_bytes(result, settings.unsafe)
    return GradedSubmission(task.student, verdict, files)


def no_verdict(task: Task, times: int) -> GradedSubmission:
    """Return the graded submission, without a result, of a task at which the grader's own process ended each time."""
    return GradedSubmission(
        task.student,
        error=f"The grader's own process ended {times} times while it graded this submission, so it has no mark. "
        "Look at the messages above and at the submission, and give the same command again.",
    )
