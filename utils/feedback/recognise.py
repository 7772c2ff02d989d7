"""Recognises known mistakes: an answer that is one as a whole, or that contains one beside another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .cases import Case, Check, Lesson, Mistake, Want
from .compare import Fault, differ
from .exercise_feedback import is_fact
from .exercises.registry import feedback_of
from .numbers import passes
from .reading import Reading

Answers = Callable[[Mistake, Case], Mapping[str, Any] | None]
SILENT = ("raised", "not done", "timeout", "died", "nothing", "unanswered", "unreadable", "too much")
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


def recognise_edit(
    lesson: Lesson, cases: Sequence[Case], readings: Sequence[Reading], answers: Answers = recorded
) -> Mistake | None:
    """Return the first edit of the error model whose answers these are, in every case but a chaotic one.

    The parameters are those of :func:`recognise`.
    """
    asked = [(case, reading) for case, reading in zip(cases, readings) if not case.chaotic]
    if any(reading.fault.kind in SILENT and not reading for _, reading in asked):
        return None
    for edit in lesson.edits:
        theirs = ((answers(edit, case), case, reading) for case, reading in asked)
        if all(
            found is not None and is_alike(lesson.name, edit, case, reading, answers) for found, case, reading in theirs
        ):
            return edit
    return None


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
    """Say whether what came of one case is what a known mistake gives there: in every source, or an exception.

    So it is where nothing is written down of what known mistakes give.
    """
    if case.untold and answers is recorded:
        return True
    theirs = answers(mistake, case)
    if theirs is None:
        return _is_its_exception(mistake, reading)
    return all(_alike(exercise, source, reading[source], want, theirs) for source, want in case.wants.items())


def _is_its_exception(mistake: Mistake, reading: Reading) -> bool:
    """Say whether an exception, without the line and what may be said of it, is one that a known mistake raises."""
    said = reading.fault.sentence.partition(" (line ")[0]
    return reading.fault.kind == "raised" and re.search(mistake.raises, said) is not None


def _alike(exercise: str, source: str, came: Any, want: Want, theirs: Mapping[str, Any]) -> bool:
    """Compare one source with a mistake's: where the mistake has none, with what is wanted."""
    sentences = feedback_of(exercise).sentences
    if source not in theirs:
        return differ(sentences, source, came, want) is None
    value = theirs[source]
    if value is None:
        return isinstance(came, Fault) and came.kind in ("missing", "length", "unseen")
    shape = want.shape if want.at is not None else None
    wanted = Want(value, max(want.tolerance, ALIKE), shape, want.at)
    return differ(sentences, source, came, wanted) is None


def contained(
    lesson: Lesson, check: Check, cases: Sequence[Case], readings: Sequence[Reading], answers: Answers
) -> Mistake | None:
    """Return the known mistake that these answers contain besides another one.

    Wherever that mistake shows at all, the answers are its answers; where it does not, something else is wrong as well.
    """
    feedback, matches = feedback_of(lesson.name), []
    for mistake in lesson.mistakes:
        basis = feedback.presupposes.get(mistake.breaks[0]) if len(mistake.breaks) == 1 else None
        if basis is not None and not passes(feedback.sentences, basis, cases, readings):
            continue
        if check.name in mistake.breaks and _contains(lesson.name, mistake, check.name, cases, readings, answers):
            matches.append(mistake)
    return matches[0] if len({match.sentence for match in matches}) == 1 else None


def _contains(
    exercise: str, mistake: Mistake, check: str, cases: Sequence[Case], readings: Sequence[Reading], answers: Answers
) -> bool:
    """Say whether all that a mistake changes is as it makes it, in this check among others.

    Facts (yes or no) fit too many mistakes to count, unless the beginning of a list decides. Where sources go together,
    the exercise says whether what else the check looks at has to be right.
    """
    feedback, shows = feedback_of(exercise), False
    for case, reading in zip(cases, readings):
        if reading.fault.kind == "raised":
            continue
        theirs = answers(mistake, case)
        if theirs is None:
            return False
        looked_at = {part.source for part in case.parts if part.check == check}
        for source, value in theirs.items():
            want = case.wants.get(source)
            if want is None:
                continue
            if value is None or (is_fact(want) and not feedback.begins_alike):
                return False
            if feedback.begins_alike:
                alike, telling = feedback.begins_alike(reading[source], value, want)
            else:
                alike, telling = _alike(exercise, source, reading[source], want, theirs), True
            if not alike:
                return False
            shows = shows or (telling and source in looked_at)
        if feedback.rest_right and theirs and not feedback.rest_right(case, reading, looked_at, theirs):
            return False
    return shows
