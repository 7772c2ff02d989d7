"""Measures the judge: grades the banks of right and wrong answers, and mutants, under every arithmetic at hand.

The road is the one of a real grading run: the answer goes into the course's own notebook, its cells run in the sandbox,
every case is asked there and judged here. Only the arithmetic in the sandbox is another in each environment.
"""

from __future__ import annotations

import json as jsonlib
import multiprocessing
import re
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from rich.console import Console

from autograder.exercises import EXERCISES, masters
from autograder.files import write_whole
from autograder.grading.execute import NotebookRunner
from autograder.grading.run import Run
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.cell import Cell
from autograder.submission.restore import original_of
from benchmarks.fairness import banks, mutants
from benchmarks.fairness.banks import Answer
from benchmarks.fairness.environments import Environment, environments
from benchmarks.fairness.tables import Graded, show_banks, show_mutants
from utils.feedback.outcome import Outcome
from utils.feedback.time_limit import CALL_SECONDS

WORKERS = 2  # environments at a time
SAVED_SECONDS = 3.0  # less than in a real run for a call without an end: nothing here needs more than a few ms


def fairness(quick: bool = False, json: Path | None = None, mutate: bool = False) -> int:
    """Grade the banks (or the mutants) and print the tables.

    Parameters
    ----------
    quick : bool
        Two environments in place of all.
    json : Path, optional
        Where to write every answer's points and sentences besides.
    mutate : bool
        Grade the mutants of the solutions, in one environment, in place of the banks.

    Returns
    -------
    int
        0 where everything is fair, 1 where it is not.
    """
    console = Console()
    start = time.perf_counter()
    answers = [*_mutants()] if mutate else [*_banks()]
    places = [Environment("this machine")] if mutate else environments(quick)
    run = impatient_run()
    console.print(f"{len(answers)} answers in {len(places)} environments; the run's seed is {run.seed}.")
    results = grade(answers, places, run, console.print)
    fair = show_mutants(console, results) if mutate else show_banks(console, results, places)
    if not mutate:
        lists = chaotic_lists(places, run)
        console.print(
            f"The published `sample`, drawn whole: {len(set(lists))} different lists in {len(places)} environments."
        )
    console.print(f"{time.perf_counter() - start:.0f} s")
    if json is not None:
        write_whole(json, (jsonlib.dumps([one.plain() for one in results], indent=1) + "\n").encode(), shared=True)
    return 0 if fair else 1


def grade(
    answers: Sequence[Answer],
    places: Sequence[Environment],
    run: Run,
    tell: Callable[[str], None] = lambda line: None,
) -> list[Graded]:
    """Grade every answer in every environment, two environments at a time, each in a process of its own.

    Parameters
    ----------
    answers : sequence of Answer
        What to grade.
    places : sequence of Environment
        Where to compute it.
    run : Run
        The cases.
    tell : callable, optional
        Told about each environment when it is done.

    Returns
    -------
    list of Graded
        Environment by environment, in the order of the answers.
    """
    found = []
    with multiprocessing.get_context("fork").Pool(WORKERS) as pool:
        for place, done in zip(places, pool.imap(partial(_graded_in, answers, run), places)):
            tell(f"{place.name}: {len(done)} answers, {sum(one.unfair for one in done)} of them graded unfairly")
            found += done
    return found


def _graded_in(answers: Sequence[Answer], run: Run, place: Environment) -> list[Graded]:
    """Grade every answer in one environment; not in a thread, as NumPy's generator belongs to a whole process."""
    with Sandbox(environment=place.variables, first=place.path) as sandbox:
        return [_graded(answer, place, sandbox, run) for answer in answers]


def chaotic_lists(places: Sequence[Environment], run: Run) -> list[tuple[int, ...]]:
    """Return what the solution itself draws from the published `sample` example, which no fair check may ask for whole.

    Rounding grows two thousand million times on the way, so environments that compute differently show it here.

    Parameters
    ----------
    places : sequence of Environment
        Where to compute it.
    run : Run
        Where the example is.

    Returns
    -------
    list of tuple of int
        One list of indices an environment.
    """
    (args,) = (case.args for case in run.cases["sample"] if case.name == "published")
    solution = Answer(
        "sample", "right", "solution", "The solution.", banks.NOTHING, banks.NOTHING, masters.solution("sample")
    )
    cells = [cell.source for cell in bank_notebook(solution) if cell.kind in ("given", "answer")]

    def drawn(place: Environment) -> tuple[int, ...]:
        with Sandbox(environment=place.variables, first=place.path) as sandbox, sandbox.job({}) as job:
            job.run(cells)
            return tuple(map(int, job.call("sample", args, {}, CALL_SECONDS).result))

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(drawn, places))


def _graded(answer: Answer, place: Environment, sandbox: Sandbox, run: Run) -> Graded:
    """Grade one answer in one environment."""
    with NotebookRunner(answer.exercise, bank_notebook(answer), {}, sandbox, run) as runner:
        return graded(answer, place.name, run, runner.outcomes())


def graded(answer: Answer, place: str, run: Run, outcomes: Sequence[Outcome]) -> Graded:
    """Judge what came of an answer's calls.

    Parameters
    ----------
    answer : Answer
        The answer.
    place : str
        Where it was asked.
    run : Run
        The cases.
    outcomes : sequence of Outcome
        One for each case.

    Returns
    -------
    Graded
    """
    exercise = EXERCISES[answer.exercise]
    verdicts = exercise.verdicts(run.cases[answer.exercise], outcomes)
    points = sum(verdict.points for verdict in verdicts if verdict.passed)
    titles = "|".join(re.escape(case.title) for case in run.cases[answer.exercise])
    untitled = re.compile(rf"^(In )?({titles}): ")
    sentences = dict.fromkeys(untitled.sub("", verdict.message) for verdict in verdicts if not verdict.passed)
    problems = [outcome.problem for outcome in outcomes if outcome is not None and outcome.problem is not None]
    python = dict.fromkeys(problem.sentence.rstrip(".") for problem in problems if problem.kind == "raised")
    return Graded(answer, place, points, exercise.points, tuple(sentences), tuple(python))


def bank_notebook(answer: Answer) -> list[Cell]:
    """Return the course's own notebook with a bank's answer in its place."""
    cells = [*original_of(answer.exercise).cells]
    return [replace(cell, source=answer.code) if cell.kind == "answer" else cell for cell in cells]


def impatient_run(seed: int | None = None) -> Run:
    """Draw a run that waits less long for an answer without an end."""
    run = Run.draw(seed)
    call_seconds = {
        name: [most - min(SAVED_SECONDS, CALL_SECONDS) for most in each] for name, each in run.call_seconds.items()
    }
    return replace(run, call_seconds=call_seconds)


def _banks() -> Iterable[Answer]:
    """Read all banks."""
    for exercise in masters.names():
        for kind in banks.KINDS:
            yield from banks.read(exercise, kind)


def _mutants() -> Iterable[Answer]:
    """Make all mutants."""
    for exercise in masters.names():
        yield from mutants.mutants(exercise)
