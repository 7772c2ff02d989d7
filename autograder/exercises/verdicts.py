"""Judges a submission's answers: the seeded cases decide, as in the notebook, and the fresh ones may refute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from utils.feedback.assess import judge
from utils.feedback.cases import Case, Lesson, Verdict
from utils.feedback.outcome import Outcome
from utils.feedback.recognise import Answers

from .fresh_cases import refute


def verdicts_of(
    lesson: Lesson, cases: Sequence[Case], outcomes: Sequence[Outcome | None], answers: Answers, source: str = ""
) -> list[Verdict]:
    """Judge the outcomes of a run's cases.

    Parameters
    ----------
    lesson : Lesson
        The exercise's checks, known mistakes and edits.
    cases : sequence of Case
        Visible, seeded and fresh ones.
    outcomes : sequence of (Outcome or None)
        What came, in the same order; missing ones count as None.
    answers : callable
        Gives a known mistake's answer to a case.
    source : str
        The student's cell, in which the line is found that a mistake is about.

    Returns
    -------
    list of Verdict
        One a check, in the lesson's order.

    Notes
    -----
    What fails in the visible cases already is told as the notebook tells it: a student who reads both reads one thing.
    Only where they explain nothing, and the hidden ones do, is it told by these.
    """
    outcomes = [*outcomes, *[None] * len(cases)][: len(cases)]
    seeded = [place for place, case in enumerate(cases) if not case.group]
    verdicts = _judged(lesson, cases, outcomes, seeded, answers, source)
    if not all(verdict.passed for verdict in verdicts):
        shown = _judged(lesson, cases, outcomes, [place for place in seeded if cases[place].visible], answers, source)
        verdicts = [
            verdict
            if verdict.passed or told.passed or (told.kind == "seen" and verdict.kind != "seen")
            else replace(verdict, message=told.message, kind=told.kind, line=told.line)
            for verdict, told in zip(verdicts, shown)
        ]
    return refute(replace(lesson, edits=()), verdicts, cases, outcomes, answers)


def _judged(
    lesson: Lesson,
    cases: Sequence[Case],
    outcomes: Sequence[Outcome | None],
    places: Sequence[int],
    answers: Answers,
    source: str,
) -> list[Verdict]:
    """Judge some of the cases."""
    asked, came = [cases[place] for place in places], [outcomes[place] for place in places]
    return judge(lesson, asked, came, answers=answers, source=source)
