"""Turns outcomes into verdicts: one a check, by comparison with data alone. Notebook and grader share it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .compare import Difference, Fault, differ
from .lesson import Case, Check, Lesson, Mistake, Part, Verdict, Want
from .outcome import Outcome
from .read import PARAMETERS, Reading, read

LABELS = {"clip": 'gradients["{}"]', "optimize": "{}", "sample": "{}", "model": "{}"}


def judge(lesson: Lesson, cases: Sequence[Case], outcomes: Sequence[Outcome | None], live: bool = True) -> list[Verdict]:
    """Judge the outcomes of all cases.

    Parameters
    ----------
    lesson : Lesson
        The exercise's checks and known mistakes.
    cases : sequence of Case
        What was asked.
    outcomes : sequence of (Outcome or None)
        What came, in the same order; missing ones count as None.
    live : bool
        Whether helpers gave true answers (in the grader), not stand-ins (in a notebook).

    Returns
    -------
    list of Verdict
        One a check, in the lesson's order. A check passes only where every part of it was seen to be right.
    """
    outcomes = [*outcomes, *[None] * len(cases)][: len(cases)]
    readings = [read(lesson.name, case, outcome) for case, outcome in zip(cases, outcomes)]
    found = {check.name: _failures(lesson, check, cases, readings) for check in lesson.checks}
    if lesson.name == "model":
        _weigh_result(found, cases, outcomes, readings, live)
    if not any(found.values()):
        return [Verdict(check.name, True, check.points, "") for check in lesson.checks]
    mistake = recognise(lesson, cases, readings)
    return [_verdict(check, found[check.name], mistake) for check in lesson.checks]


def _failures(lesson: Lesson, check: Check, cases: Sequence[Case], readings: Sequence[Reading]) -> list[tuple[Case, Difference]]:
    """Return the differences of all parts of a check, first case first."""
    failures = []
    for case, reading in zip(cases, readings):
        for part in case.parts:
            if part.check == check.name and (difference := compare_part(lesson, case, part, reading)):
                failures.append((case, difference))
    return failures


def compare_part(lesson: Lesson, case: Case, part: Part, reading: Reading) -> Difference | None:
    """Compare one part of a case with what came."""
    want = case.wants[part.source]
    label = LABELS[lesson.name].format(part.source)
    return differ(label, reading[part.source], want, part.at, _given(case, want))


def _given(case: Case, want: Want) -> Any:
    """Look up the argument that an array came from."""
    if want.given is None:
        return None
    value: Any = case.args
    for step in want.given:
        value = value[step]
    return value


def _weigh_result(found: dict, cases: Sequence[Case], outcomes: Sequence[Outcome | None], readings: Sequence[Reading], live: bool) -> None:
    """Let the training's result stand over its trace, both ways."""
    called = any(outcome is not None and outcome.calls for outcome in outcomes)
    if called and not live:
        return
    wrong = []
    for case, reading in zip(cases, readings):
        differences = [differ(name, reading[name], case.wants[name]) for name in PARAMETERS]
        wrong += [(case, difference) for difference in differences if difference]
    if not wrong:
        for failures in found.values():
            failures.clear()
    elif not any(found.values()):
        found["returned"] += wrong


def recognise(lesson: Lesson, cases: Sequence[Case], readings: Sequence[Reading]) -> Mistake | None:
    """Return the known mistake whose answers these are, in every source of every case; None without exactly one."""
    matches = [m for m in lesson.mistakes if _matches(m, cases, readings)]
    return matches[0] if matches and len({m.sentence for m in matches}) == 1 else None


def _matches(mistake: Mistake, cases: Sequence[Case], readings: Sequence[Reading]) -> bool:
    """Compare every source of every case with what this mistake gives."""
    if not any(mistake.name in case.mistakes for case in cases):
        return False
    for case, reading in zip(cases, readings):
        theirs = case.mistakes.get(mistake.name, {})
        if theirs is None:
            if reading.fault.kind != "raised":
                return False
            continue
        for source, want in case.wants.items():
            value = theirs.get(source, want.value)
            came = reading[source]
            if value is None:
                if not isinstance(came, Fault):
                    return False
            elif differ(source, came, Want(value, max(want.tolerance, 1e-9), None if source in theirs else want.shape, want.at)):
                return False
    return True


def _verdict(check: Check, failures: list[tuple[Case, Difference]], mistake: Mistake | None) -> Verdict:
    """Put a check's failures into one sentence."""
    if not failures or (mistake is not None and check.name not in mistake.breaks):
        return Verdict(check.name, True, check.points, "")
    if mistake is not None:
        return Verdict(check.name, False, check.points, mistake.sentence)
    case, difference = next((f for f in failures if f[0].visible), failures[0])
    sentence = difference.opened if case.visible else difference.closed
    return Verdict(check.name, False, check.points, f"In {case.title}: {sentence}")
