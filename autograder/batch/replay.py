"""Asks one student's submission once more what it was asked when it was graded, and compares the verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.console import Console

from autograder.batch.grader import Grader
from autograder.batch.run_state import RunState, read_state
from autograder.batch.staging import class_list
from autograder.batch.task import Settings, Task, task_of
from autograder.errors import GradingError, SandboxMissing
from autograder.grading.result import ExerciseResult
from autograder.records.result_store import Result, Store, course_version
from autograder.report import feedback
from autograder.report.summary import tell
from autograder.submission.people import read_people
from autograder.submission.recognise import recognise


def replay(out: Path, student: str, submitted: Path | None = None, unsafe_no_sandbox: bool = False) -> int:
    """Judge a submission again with the questions of its own run, and print what is the same and what is not.

    Nothing is written: not in the grades folder, not in the gradebook.

    Parameters
    ----------
    out : Path
        The grades folder, with ``run.json`` and ``results/``.
    student : str
        Whose submission.
    submitted : Path, optional
        Where the submissions are now; by default where they were when they were graded.
    unsafe_no_sandbox : bool
        Do without a sandbox.

    Returns
    -------
    int
        0 where every verdict is the same; 1 where one is another, or the replay is not possible.
    """
    console = Console()
    try:
        state, result = _kept(out, student)
        task = _handed_in(result, submitted or Path(state.submitted), state.layout, class_list(out, None))
        seed = state.seeds[result.run]
        settings = Settings(seed, result.run, result.course, unsafe_no_sandbox, (str(out.resolve()),))
        with Grader(settings) as grader:
            graded = grader.grade(task)
    except (GradingError, SandboxMissing) as error:
        tell(console, str(error))
        return 1
    if graded.result is None:
        tell(console, graded.error)
        return 1
    if result.course != course_version():
        tell(console, "The course or the grader has changed since: a difference may come from that.")
    differences = list(_compare(result.exercises, graded.result.exercises))
    for sentence in differences:
        tell(console, sentence)
    total = f"{feedback.points(result.score)} of {feedback.points(result.max)} points"
    if not differences:
        tell(console, f"{student}: every verdict is the same, {total}, with seed {seed}.")
    return 1 if differences else 0


def _kept(out: Path, student: str) -> tuple[RunState, Result]:
    """Return the run of a grades folder and a student's result in it."""
    state, problem = read_state(out / "run.json")
    if state is None:
        missing = "There is no run.json" if not problem else "run.json could not be read"
        raise GradingError(f"{missing} in {out}, so the seed of the questions is not known. Was it graded into there?")
    for result in Store(out / "results").newest(*state.seeds):
        if result.student == student:
            return state, result
    raise GradingError(f"{out / 'results'} holds no result of {student} of the last run there: grade it first.")


def _handed_in(result: Result, submitted: Path, layout: str | None, people: Path | None) -> Task:
    """Return the submission that a result is about."""
    if submitted == Path() or not submitted.exists():
        where = f"{submitted} is not there" if submitted != Path() else "the grades folder does not say where"
        raise GradingError(f"The submissions are needed, and {where}: say where they are with --submitted.")
    with recognise(submitted, (result.student,), layout, read_people(people) if people else ()) as roster:
        (student,) = roster.students
        task = task_of(student)
    if task.submission.digest != result.submission:
        raise GradingError(
            f"The submission of {result.student} in {submitted} is not the one that was graded: its bytes have changed "
            "since. Put the old one back, or grade the new one with --student."
        )
    return task


def _compare(before: Mapping[str, ExerciseResult], after: Mapping[str, ExerciseResult]) -> Iterator[str]:
    """Yield a sentence for every check whose verdict or message is another."""
    for exercise in sorted({*before, *after}):
        then, now = (_verdicts(results.get(exercise)) for results in (before, after))
        for check in sorted({*then, *now}):
            if then.get(check) != now.get(check):
                yield f"{exercise}, {check}: {_said(then.get(check))} when it was graded, {_said(now.get(check))} now."


def _verdicts(result: ExerciseResult | None) -> dict[str, tuple[bool, str]]:
    """Return the verdicts of an exercise by check."""
    return {each.check: (each.passed, each.message) for each in result.verdicts} if result else {}


def _said(verdict: tuple[bool, str] | None) -> str:
    """Put a verdict into words."""
    if verdict is None:
        return "not there"
    passed, message = verdict
    return "passed" if passed else f"failed (“{message}”)"
