"""Grades the banks under several seeds: a mark, and every sentence, must be the same under all of them.

Each answer has a process of its own, since some never end; those that do not end in time are asked again in the
sandbox, where calls are given up as they are in a grading run.
"""

from __future__ import annotations

import multiprocessing
import os
import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection

from rich.console import Console

from autograder.exercises import EXERCISES, Verdict, masters
from autograder.grading.execute import NotebookRunner
from autograder.grading.run import Run
from autograder.sandbox.sandbox import Sandbox
from benchmarks.fairness.banks import Answer, chosen_answers
from benchmarks.fairness.measure import bank_notebook

PROCESSES = 2  # answers at a time
CALL_SECONDS = 2.0  # for a call in the sandbox
MANY = 100  # answers for which it pays to know the known mistakes' answers before
SECONDS = 60.0  # for one answer under one seed, in a process of its own


@dataclass(frozen=True)
class Marks:
    """What one answer was given under each seed.

    Attributes
    ----------
    answer : Answer
        Which one.
    points : tuple of int
        Points under each seed, and under the first one once more.
    sentences : tuple of tuple of str
        The checks' sentences, likewise.
    """

    answer: Answer
    points: tuple[int, ...]
    sentences: tuple[tuple[str, ...], ...]

    @property
    def fault(self) -> str:
        """What is unfair about it, in one sentence; ``""`` where nothing is.

        Sentences may differ where they do under one seed too: such an answer draws from the clock or the system.
        """
        full = EXERCISES[self.answer.exercise].points
        if len(set(self.points)) > 1:
            return f"{self.answer} gets {', '.join(map(str, self.points))} points, one after the other."
        if (self.points[0] == full) != (self.answer.kind == "right"):
            return f"{self.answer} gets {self.points[0]} of {full} points."
        if len(set(self.sentences)) > 1 and self.sentences[0] == self.sentences[-1]:
            return f"{self.answer} gets {self.points[0]} points, and under another seed another sentence."
        return ""


def compare_seeds(count: int, part: int = 1, choice: int | None = None) -> int:
    """Grade the banks, or a part of them, under several seeds, and print the answers whose marks differ.

    Parameters
    ----------
    count : int
        How many seeds.
    part : int
        Only every so manieth answer, from a shuffled bank.
    choice : int, optional
        Seed of the shuffling and of the seeds, to repeat what an earlier run printed; a new one by default.

    Returns
    -------
    int
        0 where every answer has one mark and one set of sentences, 1 where one has not.
    """
    console = Console(soft_wrap=True, highlight=False)
    answers, choice = chosen_answers(part, choice)
    drawn = random.Random(choice)
    seeds = [drawn.getrandbits(63) for _ in range(count)]
    console.print(f"{len(answers)} answers under {count} seeds, chosen with --choice {choice}: {seeds}")
    faults = 0
    for marks in under_seeds(answers, seeds):
        if marks.fault:
            faults += 1
            console.print(marks.fault, markup=False)
    console.print(f"{faults} of {len(answers)} answers are not graded alike under all seeds.")
    return 1 if faults else 0


def under_seeds(answers: Sequence[Answer], seeds: Sequence[int]) -> Iterator[Marks]:
    """Grade answers under several seeds, and under the first one twice.

    Parameters
    ----------
    answers : sequence of Answer
        What to grade.
    seeds : sequence of int
        Seeds of runs.

    Yields
    ------
    Marks
        Answer by answer, in their order.
    """
    runs = [_evenly_patient(Run.draw(seed)) for seed in seeds]
    runs.append(runs[0])
    if len(answers) > MANY:
        _know_mistakes(runs[0])
    with Sandbox() as sandbox, ThreadPoolExecutor(PROCESSES) as threads:
        for answer, verdicts in zip(answers, threads.map(partial(_apart, runs=runs), answers)):
            if verdicts is None:
                verdicts = [_in_sandbox(answer, run, sandbox) for run in runs]
            points = tuple(sum(verdict.points for verdict in each if verdict.passed) for each in verdicts)
            yield Marks(answer, points, tuple(tuple(verdict.message for verdict in each) for each in verdicts))


def _evenly_patient(run: Run) -> Run:
    """Wait equally long in every run: the sentence on a call without an end says for how long."""
    return replace(run, call_seconds={name: [CALL_SECONDS] * len(cases) for name, cases in run.cases.items()})


def _know_mistakes(run: Run) -> None:
    """Find the known mistakes' answers to the seeded cases here, once, and not in every process again."""
    for name, exercise in EXERCISES.items():
        for case in run.cases[name]:
            for mistake in exercise.lesson.mistakes:
                exercise.answers(mistake, case)


def _apart(answer: Answer, runs: Sequence[Run]) -> list[list[Verdict]] | None:
    """Judge an answer under every seed in a process of its own; None where it is not through in time."""
    found = []
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_judge_all, args=(answer, runs, sending), daemon=True)
    process.start()
    sending.close()
    try:
        for _ in runs:
            if not receiving.poll(SECONDS):
                return None
            found.append(receiving.recv())
    except EOFError:  # it ended the process
        return None
    finally:
        process.kill()
        process.join()
        receiving.close()
    return found


def _judge_all(answer: Answer, runs: Sequence[Run], sending: Connection) -> None:
    """Send the verdicts under each seed; the function is defined anew for each, as in a new submission."""
    exercise = EXERCISES[answer.exercise]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):  # what it prints is nobody's business
        os.dup2(nowhere, descriptor)
    for run in runs:
        cases = run.cases[answer.exercise]
        function: Callable = masters.define(answer.exercise, answer.code)
        sending.send(exercise.verdicts(cases, [exercise.observe(function, case.args) for case in cases]))


def _in_sandbox(answer: Answer, run: Run, sandbox: Sandbox) -> list[Verdict]:
    """Judge an answer under one seed as a submission is."""
    with NotebookRunner(answer.exercise, bank_notebook(answer), {}, sandbox, run) as runner:
        return EXERCISES[answer.exercise].verdicts(run.cases[answer.exercise], runner.outcomes())
