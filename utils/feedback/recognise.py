"""Recognises known mistakes: an answer that is one as a whole, or that contains one beside another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .cases import Case, Check, Lesson, Mistake, Want
from .compare import Fault, differ, is_same
from .read import Reading
from .sentences import GRADIENTS, PARAMETERS

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
        if not is_alike(exercise, mistake, case, reading, answers):
            return False
        theirs = answers(mistake, case)
        speaks = speaks or theirs is not None
        shows = shows or theirs is None or bool(theirs)
    return shows and speaks


def is_alike(exercise: str, mistake: Mistake, case: Case, reading: Reading, answers: Answers) -> bool:
    """Say whether what came of one case is what a known mistake gives there: in every source, or an exception."""
    theirs = answers(mistake, case)
    if theirs is None:
        return reading.fault.kind == "raised"
    return all(_alike(exercise, source, reading[source], want, theirs) for source, want in case.wants.items())


def _alike(exercise: str, source: str, came: Any, want: Want, theirs: Mapping[str, Any]) -> bool:
    """Compare one source with a mistake's: where the mistake has none, with what is wanted."""
    if source not in theirs:
        return differ(exercise, source, came, want) is None
    value = theirs[source]
    if value is None:
        return isinstance(came, Fault) and came.kind in ("missing", "length")
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
        if mistake.breaks == ("default",) and not passes(lesson.name, "update", cases, readings):
            continue  # a step that is wrong with any learning rate says nothing about the default
        if mistake.breaks == ("vocabulary",) and not passes(lesson.name, "newline", cases, readings):
            continue  # a loop that does not end where it should, whatever the newline's index is
        if check.name in mistake.breaks and _contains(lesson.name, mistake, check.name, cases, readings, answers):
            matches.append(mistake)
    return matches[0] if len({match.sentence for match in matches}) == 1 else None


def passes(exercise: str, check: str, cases: Sequence[Case], readings: Sequence[Reading]) -> bool:
    """Say whether every part of a check is right.

    Parameters
    ----------
    exercise, check : str
        Which one.
    cases : sequence of Case
        What was asked.
    readings : sequence of Reading
        What came, in the same order.

    Returns
    -------
    bool
    """
    return not any(
        differ(exercise, part.source, reading[part.source], case.wants[part.source], part.at)
        for case, reading in zip(cases, readings)
        for part in case.parts
        if part.check == check
    )


def _contains(
    exercise: str, mistake: Mistake, check: str, cases: Sequence[Case], readings: Sequence[Reading], answers: Answers
) -> bool:
    """Say whether all that a mistake changes is as it makes it, in this check among others.

    Facts (yes or no) fit too many mistakes to count. In `optimize`, where gradients and parameters go together, what
    else the check looks at must be right.
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
        if exercise == "optimize" and theirs and not _rest_right(case, reading, looked_at, theirs):
            return False
    return shows


def _rest_right(case: Case, reading: Reading, looked_at: set[str], theirs: Mapping[str, Any]) -> bool:
    """Say whether all else is right: what the check looks at, and the gradients where the parameters moved."""
    others = looked_at - {"untouched"}
    if any(name in theirs and not is_same(reading[name], case.args[3][name]) for name in PARAMETERS):
        others |= {*GRADIENTS}
    return not any(differ("optimize", name, reading[name], case.wants[name]) for name in others - {*theirs})


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
    return isinstance(want.value, list) and any(want.value[:1] == [said] for said in (True, False, "early"))
