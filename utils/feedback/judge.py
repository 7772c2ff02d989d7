"""Turns outcomes into verdicts, one a check, by comparison with data alone. Notebook and grader share it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .compare import Difference, Fault, differ, is_same
from .explain import explain
from .lesson import Case, Check, Lesson, Mistake, Part, Verdict, Want
from .outcome import Outcome
from .read import Reading, read

Answers = Callable[[Mistake, Case], Mapping[str, Any] | None]
EXPLAINED = (
    "value",
    "length",
    "fact",
    "unchanged",
    "unproved",
    "constant",
)  # kinds of difference that may need more words
WHOLE = ("raised", "not done", "nothing", "unanswered")  # kinds that leave nothing else to look at
BEGINNING = 30  # indices: well before any cap
ALIKE = 2e-6  # how close an answer must be to a known mistake's; their recorded values have six decimals


@dataclass(frozen=True)
class Failure:
    """A part of a check that is not right: where, and how."""

    case: Case
    part: Part
    difference: Difference


def recorded(mistake: Mistake, case: Case) -> Mapping[str, Any] | None:
    """Look a known mistake's answer up in the case; an empty one says that it does not show there."""
    return case.mistakes.get(mistake.name, {})


def judge(
    lesson: Lesson,
    cases: Sequence[Case],
    outcomes: Sequence[Outcome | None],
    live: bool = True,
    answers: Answers = recorded,
) -> list[Verdict]:
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
    answers : callable
        Gives a known mistake's answer to a case.

    Returns
    -------
    list of Verdict
        One a check, in the lesson's order. A check passes only where every part of it was seen to be right, or where
        the whole answer is that of a known mistake which this check is not about.
    """
    return assess(lesson, cases, outcomes, live, answers)[0]


def assess(
    lesson: Lesson,
    cases: Sequence[Case],
    outcomes: Sequence[Outcome | None],
    live: bool = True,
    answers: Answers = recorded,
) -> tuple[list[Verdict], list[Failure]]:
    """Judge as :func:`judge` does, and return all that differed besides, case by case."""
    outcomes = [*outcomes, *[None] * len(cases)][: len(cases)]
    readings = [read(lesson.name, case, outcome) for case, outcome in zip(cases, outcomes)]
    found = _compare(lesson, cases, readings)
    if any(case.final for case in cases):
        _weigh_result(found, cases, outcomes, readings, live)
    if not any(found.values()):
        return [Verdict(check.name, True, check.points, "") for check in lesson.checks], []
    mistake = recognise(lesson, cases, readings, answers)
    passed = {name for name, failures in found.items() if not failures}
    if mistake is not None:
        passed = set(found) - set(mistake.breaks)
    verdicts = []
    for check in lesson.checks:
        fine = check.name in passed and (not check.needs or any(other in passed for other in check.needs))
        message = "" if fine else _message(lesson, check, found, mistake, cases, readings, answers)
        verdicts.append(Verdict(check.name, fine, check.points, message))
    return verdicts, [failure for failures in found.values() for failure in failures]


def _compare(lesson: Lesson, cases: Sequence[Case], readings: Sequence[Reading]) -> dict[str, list[Failure]]:
    """Compare every part of every case, and sort the differences by check.

    Entries that are right in an array which came back untouched prove nothing, and are no mistake either: they count
    as one only where no other array of that check was changed as it should.
    """
    found: dict[str, list[Failure]] = {check.name: [] for check in lesson.checks}
    proved = set()
    for case, reading in zip(cases, readings):
        for part in case.parts:
            difference = compare_part(lesson.name, case, part, reading)
            if difference is not None:
                found[part.check].append(Failure(case, part, difference))
            elif not is_same(given_to(case, part), case.wants[part.source].value):
                proved.add(part.check)
    for name in proved:
        found[name] = [failure for failure in found[name] if failure.difference.kind != "unproved"]
    return found


def given_to(case: Case, part: Part) -> Any:
    """Return the argument that a part's source came from; None where it came from none."""
    path = case.wants[part.source].given
    if path is None:
        return None
    given: Any = case.args
    for step in path:
        given = given[step]
    return given


def compare_part(exercise: str, case: Case, part: Part, reading: Reading) -> Difference | None:
    """Compare one part of a case with what came; None where it is right."""
    given = given_to(case, part)
    return differ(exercise, part.source, reading[part.source], case.wants[part.source], part.at, given)


def _weigh_result(
    found: dict[str, list[Failure]],
    cases: Sequence[Case],
    outcomes: Sequence[Outcome | None],
    readings: Sequence[Reading],
    live: bool,
) -> None:
    """Let the final result stand over the road to it: a right one by another road is right, a wrong one is wrong."""
    if not live and any(outcome is not None and outcome.calls for outcome in outcomes):
        return  # stand-ins lead elsewhere
    wrong = []
    for case, reading in zip(cases, readings):
        for source, want in case.final.items():
            if difference := differ("model", source, reading[source], want):
                wrong.append(Failure(case, Part("returned", source), difference))
    if not wrong:
        for failures in found.values():
            failures.clear()
    elif not any(found.values()):
        found["returned"] += wrong


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


def _message(
    lesson: Lesson,
    check: Check,
    found: dict[str, list[Failure]],
    mistake: Mistake | None,
    cases: Sequence[Case],
    readings: Sequence[Reading],
    answers: Answers,
) -> str:
    """Say why a check failed: the known mistake, else what is common to its failures, else the first difference."""
    failures = found[check.name]
    if mistake is not None and check.name in mistake.breaks:
        return mistake.sentence
    if not failures:
        titles = [f"“{other.title}”" for other in lesson.checks if other.name in check.needs]
        return f"This counts only once one of these is right: {', '.join(titles)}."
    first = next((failure for failure in failures if failure.case.visible), failures[0])
    if first.difference.kind not in EXPLAINED:
        return _where(first, failures)
    partly = _partly(lesson, check, cases, readings, answers)
    if partly is not None:
        return partly.sentence
    said = explain(lesson.name, check.name, cases, readings)
    if said:
        return said
    return _where(first, failures)


def _where(first: Failure, failures: Sequence[Failure]) -> str:
    """Say how an answer differs first, and in which case, unless it does so everywhere."""
    sentence = first.difference.opened if first.case.visible else first.difference.closed
    kinds = {failure.difference.kind for failure in failures}
    everywhere = (len(kinds) == 1 and kinds <= set(WHOLE)) or (
        first.difference.kind not in EXPLAINED and _all_alike(failures)
    )
    return _capital(sentence) if everywhere else f"In {first.case.title}: {sentence}"


def _all_alike(failures: Sequence[Failure]) -> bool:
    """Say whether all failures have the same sentence."""
    return len({failure.difference.closed for failure in failures}) == 1


def _capital(sentence: str) -> str:
    """Start a sentence with a capital unless it starts with a name in code."""
    first = sentence.split(" ", 1)[0]
    return (
        sentence
        if not first.isalpha() or first in ("model", "clip", "sample", "optimize", "indices")
        else sentence[:1].upper() + sentence[1:]
    )


def _partly(
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
