"""Which edits of a solution can be told from the visible cases, and the checks that each fails: found by the build."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.certify.proofs import Unsafe
from utils.feedback.assess import differences
from utils.feedback.cases import Case, Lesson, Mistake
from utils.feedback.exercises.registry import read
from utils.feedback.fixtures import encode, load
from utils.feedback.outcome import Outcome

from .edits import Edit
from .mistake_answers import Run, certain
from .rounding import settled

Observe = Callable[[str, Case], Outcome]


@dataclass(frozen=True)
class Kept:
    """An edit that students' data tells, and its answers to the visible cases, by their names."""

    mistake: Mistake
    answers: dict[str, dict[str, Any]]


def keep(
    lesson: Lesson,
    edits: Sequence[Mistake],
    seeded: Sequence[Case],
    runner: Callable[[str, Case], Run],
    observe: Observe,
) -> list[Kept]:
    """Return the edits that show in the visible cases, each with the checks that it fails in any seeded one.

    Parameters
    ----------
    lesson : Lesson
        The exercise.
    edits : sequence of Mistake
        In the order of their preference.
    seeded : sequence of Case
        All cases that are the same for everybody, the visible ones among them.
    runner : callable
        From an edit's name and a visible case to what answers it with a notebook's stand-ins.
    observe : callable
        From an edit's name and a case to what the edit does in grading.

    Returns
    -------
    list of Kept
        Left out is what raises, what differs from machine to machine, what no visible case shows, and what gives the
        same there as an earlier one.
    """
    visible = [case for case in seeded if case.visible and not case.untold]
    kept: list[Kept] = []
    seen: set[str] = set()
    for mistake in edits:
        answers = _answers(lesson.name, mistake, visible, runner)
        told = str(encode(answers))
        if not answers or not any(answers.values()) or told in seen:
            continue
        seen.add(told)
        breaks = _breaks(lesson, mistake, seeded, observe)
        if breaks:
            kept.append(Kept(replace(mistake, breaks=breaks), answers))
    return kept


def with_edits(lesson: Lesson, cases: Sequence[Case], kept: Sequence[Kept]) -> tuple[Lesson, list[Case]]:
    """Return a lesson and its visible cases with the edits in them, to be written down."""
    shown = []
    for case in cases:
        theirs: dict[str, dict[str, Any] | None] = {
            one.mistake.name: one.answers[case.name] for one in kept if one.answers.get(case.name)
        }
        shown.append(replace(case, mistakes=case.mistakes | theirs))
    return replace(lesson, edits=tuple(one.mistake for one in kept)), shown


def told(lesson: Lesson, edits: Sequence[Edit]) -> Lesson:
    """Return a lesson with those of the edits that the students' data knows; without any before the first build."""
    try:
        known = {edit.name for edit in edits}
        return replace(lesson, edits=tuple(one for one in load(lesson.name)[0].edits if one.name in known))
    except FileNotFoundError:
        return lesson


def _answers(
    exercise: str, mistake: Mistake, visible: Sequence[Case], runner: Callable[[str, Case], Run]
) -> dict[str, dict[str, Any]]:
    """Return what an edit gives in each visible case, rounded; nothing where it cannot be told everywhere."""
    found = {}
    for case in visible:
        if case.chaotic:
            continue
        try:
            theirs = certain(exercise, case, runner(mistake.name, case), repeats=1)
            if theirs is None:
                return {}
            found[case.name] = dict(settled(case, {}, {mistake.name: theirs}).mistakes[mistake.name] or {})
        except Unsafe:
            return {}
    return found


def _breaks(lesson: Lesson, mistake: Mistake, seeded: Sequence[Case], observe: Observe) -> tuple[str, ...]:
    """Return the checks that an edit fails; a case that could add none is not asked."""
    failed: set[str] = set()
    for case in seeded:
        if {part.check for part in case.parts} <= failed:
            continue
        outcome = observe(mistake.name, case)
        reading = read(lesson.name, case, outcome)
        found: Mapping[str, Any] = differences(lesson, [case], [outcome], [reading])
        failed |= {check for check, failures in found.items() if failures}
    return tuple(check.name for check in lesson.checks if check.name in failed)
