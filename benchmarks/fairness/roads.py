"""Asks whether the notebook and the grader say the same of an answer: equal points, and equal messages.

Each answer has a process of its own, since some never end; of those that do not end in time nothing is said here.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import numpy as np

from autograder.exercises import EXERCISES, Case, Verdict, masters
from benchmarks.fairness.banks import Answer
from utils.feedback.check import examine

PROCESSES = 2  # answers at a time
MANY = 100  # answers for which it pays to know the known mistakes' answers before
SECONDS = 60.0  # for one answer down both roads
NUMBER = re.compile(r"-?\d[\d.]*(e-?\d+)?")
SEED = 20171209  # of the run's fresh cases


@dataclass(frozen=True)
class Roads:
    """What the notebook and the grader said of one answer; both are None where it never ended."""

    answer: Answer
    home: list[Verdict] | None
    grading: list[Verdict] | None

    @property
    def difference(self) -> str:
        """Say how the two differ, check by check; ``""`` where they do not."""
        if self.home is None or self.grading is None:
            return ""
        told = [
            f"{home.check}: {_marked(home)} in the notebook, {_marked(graded)} in grading"
            for home, graded in zip(self.home, self.grading)
            if home.passed != graded.passed or plain(home.message) != plain(graded.message)
        ]
        return "; ".join(told)


def _marked(verdict: Verdict) -> str:
    return f"{'right' if verdict.passed else 'wrong'} ({verdict.message})"


def plain(message: str) -> str:
    """Take what may differ out of a message: which case it is about, and numbers, which hidden cases have of their own.

    Parameters
    ----------
    message : str
        A verdict's.

    Returns
    -------
    str
    """
    return NUMBER.sub("0", _titles().sub("", message))


@cache
def _titles() -> re.Pattern[str]:
    """Return a pattern of how a message says which seeded case it is about."""
    titles = {draft.title for exercise in EXERCISES.values() for draft in exercise.seeded()}
    return re.compile(rf"^(In )?({'|'.join(map(re.escape, sorted(titles, key=len, reverse=True)))}): ")


def down_both(answers: Sequence[Answer]) -> Iterator[Roads]:
    """Judge answers as the notebook does and as the grader does.

    Parameters
    ----------
    answers : sequence of Answer
        What to judge.

    Yields
    ------
    Roads
        Answer by answer, in their order.
    """
    cases = {name: EXERCISES[name].cases(SEED) for name in {answer.exercise for answer in answers}}
    for name, drawn in cases.items():
        for mistake in EXERCISES[name].lesson.mistakes if len(answers) > MANY else ():
            for case in drawn:  # once here, and not in every process again
                EXERCISES[name].answers(mistake, case)
    running: deque[tuple[Answer, BaseProcess, Connection]] = deque()
    for answer in answers:
        running.append(_begun(answer, cases[answer.exercise]))
        if len(running) == PROCESSES:
            yield _ended(*running.popleft())
    for each in running:
        yield _ended(*each)


def _begun(answer: Answer, cases: Sequence[Case]) -> tuple[Answer, BaseProcess, Connection]:
    """Begin to judge one answer in a process of its own; not out of a thread, whose locks it would inherit."""
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_judge, args=(answer, cases, sending), daemon=True)
    process.start()
    sending.close()
    return answer, process, receiving


def _ended(answer: Answer, process: BaseProcess, receiving: Connection) -> Roads:
    """Wait for what was said, and not for ever."""
    try:
        return Roads(answer, *(receiving.recv() if receiving.poll(SECONDS) else (None, None)))
    except EOFError:  # it ended the process
        return Roads(answer, None, None)
    finally:
        process.kill()
        process.join()
        receiving.close()


def _judge(answer: Answer, cases: Sequence[Case], sending: Connection) -> None:
    """Send the verdicts of both roads; the function is defined anew for each, as in a new process."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):  # what it prints is nobody's business
        os.dup2(nowhere, descriptor)
    warnings.simplefilter("ignore")  # as a notebook, which shows them
    exercise = EXERCISES[answer.exercise]
    home = list(examine(masters.define(answer.exercise, answer.code), answer.exercise).verdicts)
    function = masters.define(answer.exercise, answer.code)
    with np.errstate(all="ignore"):
        grading = exercise.verdicts(cases, [exercise.observe(function, case.args) for case in cases])
    sending.send((home, grading))
