"""Judges a submission from outside it: the sandboxed process computes, this process calls, compares and decides."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.exercises import EXERCISES, Verdict
from autograder.grading.execute import NotebookRunner
from autograder.grading.result import ExerciseResult
from autograder.grading.run import Run
from autograder.sandbox.sandbox import Sandbox
from autograder.submission import intake
from autograder.submission.cell import Cell
from autograder.submission.collect import Submission, collect


def judge_submission(submission: Path | str | Submission, sandbox: Sandbox, run: Run) -> dict[str, ExerciseResult]:
    """Judge all exercises of one submission; nothing that was handed in makes this raise.

    Parameters
    ----------
    submission : Path, str or Submission
        ``SUBMITTED/<student>/dinosaur_island``, or what :func:`autograder.submission.collect.collect` found there.
    sandbox : Sandbox
        Where the student's code runs.
    run : Run
        What is asked.

    Returns
    -------
    dict of str to ExerciseResult
        One entry for every exercise, always, each with a verdict on every check.
    """
    if not isinstance(submission, Submission):
        submission = collect(submission)
    notebooks = intake.read(submission)
    return {
        name: judge_exercise(name, notebooks, sandbox, run, submission.digest, submission.modules) for name in notebooks
    }


def judge_exercise(
    name: str,
    notebooks: Mapping[str, intake.RestoredNotebook],
    sandbox: Sandbox,
    run: Run,
    digest: str = "",
    modules: Mapping[str, bytes] | None = None,
) -> ExerciseResult:
    """Judge one exercise; the other notebooks are there for `load_answer` to read.

    Parameters
    ----------
    name : str
        The exercise.
    notebooks : mapping of str to RestoredNotebook
        The whole submission.
    sandbox : Sandbox
        Where the student's code runs.
    run : Run
        What is asked.
    digest : str
        What was handed in, for the result.
    modules : mapping of str to bytes, optional
        Python files of the student's own, to lie beside the notebook.

    Returns
    -------
    ExerciseResult
        Where the sandbox fails twice, one whose `error` says how; never a silent zero.
    """
    mine = notebooks[name]
    result = ExerciseResult(name, EXERCISES[name].points, [], list(mine.notes), seed=run.seed, digest=digest)
    if mine.cells is None:
        result.reason = mine.reason or "There is nothing to grade."
        result.verdicts = _all_failed(name, result.reason)
        return result
    files = {f"{other}.ipynb": each.to_bytes() for other, each in notebooks.items() if each.cells is not None}
    files |= modules or {}
    for attempt in (1, 2):
        try:
            runner = NotebookRunner(name, mine.cells, files, sandbox, run, mine.written)
            return _judged(copy.deepcopy(result), mine.cells, runner)
        except Exception as error:  # the submission cannot cause one, so it is ours: say so, and try once more
            result.error = f"{name} could not be graded: {type(error).__name__}: {error} (tried {attempt} times)"
    result.verdicts = _all_failed(name, "This could not be graded through no fault of yours; ask your instructor.")
    return result


def _judged(result: ExerciseResult, cells: Sequence[Cell], runner: NotebookRunner) -> ExerciseResult:
    """Run the cells, ask the cases, compare."""
    with runner:
        outcomes = runner.outcomes()
    result.error = ""
    result.notes += runner.notes
    result.cells = [replace(cell, outputs=runner.outputs(cell.id)) for cell in cells]
    cases = runner.run.cases[result.exercise]
    source = next((cell.source for cell in cells if cell.kind == "answer"), "")
    result.verdicts = EXERCISES[result.exercise].verdicts(cases, outcomes, source)
    return result


def _all_failed(name: str, message: str) -> list[Verdict]:
    """Return a failed verdict for every check."""
    return [Verdict(check.name, False, check.points, message) for check in EXERCISES[name].checks]
