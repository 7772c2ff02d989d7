"""Recognises known mistakes: an answer that is one as a whole, or that contains one beside another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .compare import Fault, differ
from .lesson import Case, Check, Lesson, Mistake, Want
from .read import Reading

Answers = Callable[[Mistake, Case], Mapping[str, Any] | None]
BEGINNING = 30  # indices: well before any cap
ALIKE = 2e-6  # how close an answer must be to a known mistake's; their recorded values have six decimals


def recorded(mistake: Mistake, case: Case) -> Mapping[str, Any] | None:
    """Look a known mistake's answer up in the case; an empty one says that it does not show there."""
    return case.mistakes.get(mistake.name, {})


def recognise(
    lesson: Lesson, cases: Sequence[Case], readings: Sequence[Reading], answers: Answers = recorded
) -> Mistake | None:
    """Return the known mistake whose answers these are, source by source, in every case.

    None where there is none, or where two that need different sentences give the same answers. (One that raises in
    every case is never recognised: any exception would look like it.)
    """
    matches = [mistake for mistake in lesson.mistakes if _is_that(lesson.name, mistake, cases, readings, answers)]
    return matches[0] if len({match.sentence for match in matches}) == 1 else None


def _is_that(
    exercise: str, mistake: Mistake, cases: Sequence[Case], readings: Sequence[Reading], answers: Answers
) -> bool:
    """Compare every source of every case with what this mistake gives."""
    shows = speaks = False
    for case, reading in zip(cases, readings):
        theirs = answers(mistake, case)
        if theirs is None:
            if reading.fault.kind != "raised":
                return False
            shows = True
            continue
        speaks = True
        shows = shows or bool(theirs)
        for source, want in case.wants.items():
            if not _alike(exercise, source, reading[source], want, theirs):
                return False
    return shows and speaks


def _alike(exercise: str, source: str, came: Any, want: Want, theirs: Mapping[str, Any]) -> bool:
    """Compare one source with a mistake's: where the mistake has none, with what is wanted."""
    if source not in theirs:
        return differ(exercise, source, came, want) is None
    value = theirs[source]
    if value is None:
        return isinstance(came, Fault)
    shape = want.shape if want.at is not None else None
    return differ(exercise, source, came, Want(value, max(want.tolerance, ALIKE), shape, want.at)) is None


def contained(
    lesson: Lesson, check: Check, cases: Sequence[Case], readings: Sequence[Reading], answers: Answers
) -> Mistake | None:
    """Return the known mistake that these answers contain besides another one.

    Wherever that mistake shows at all, the answers are its answers; where it does not, something else is wrong as well.
    """
    matches = []
    for mistake in lesson.mistakes:
        if check.name in mistake.breaks and _contains(lesson.name, mistake, check.name, cases, readings, answers):
            matches.append(mistake)
    return matches[0] if len({match.sentence for match in matches}) == 1 else None


def _contains(
    exercise: str, mistake: Mistake, check: str, cases: Sequence[Case], readings: Sequence[Reading], answers: Answers
) -> bool:
    """Say whether all that a mistake changes is as it makes it, in this check among others.

    Facts (yes or no) fit too many mistakes to count.
    """
    shows = False
    for case, reading in zip(cases, readings):
        theirs = answers(mistake, case)
        if theirs is None:
            return False
        looked_at = {part.source for part in case.parts if part.check == check}
        for source, value in theirs.items():
            want = case.wants.get(source)
            if want is None:
                continue
            if value is None or (_is_fact(want) and exercise != "sample"):
                return False
            if exercise == "sample":
                alike, telling = _begins_alike(reading[source], value, want)
            else:
                alike, telling = _alike(exercise, source, reading[source], want, theirs), True
            if not alike:
                return False
            shows = shows or (telling and source in looked_at)
    return shows


def _begins_alike(came: Any, theirs: Any, want: Want) -> tuple[bool, bool]:
    """Compare the first part of two lists of indices, whose ends may have a mistake of their own.

    Returns whether they are alike there, and whether that part shows the mistake.
    """
    if _is_fact(want):
        return True, False
    if not isinstance(came, list) or not isinstance(theirs, list) or len(came) + 1 < min(len(theirs), BEGINNING):
        return False, False
    length = min(len(came), len(theirs), BEGINNING)
    return came[:length] == theirs[:length], theirs[:length] != want.value[:length]


def _is_fact(want: Want) -> bool:
    """Say whether a source only says yes or no."""
    return isinstance(want.value, list) and want.value[:1] == [True]
