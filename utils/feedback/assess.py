"""Turns outcomes into verdicts, one a check, by comparison with data alone. Notebook and grader share it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from .cases import Case, Check, Lesson, Mistake, Part, Verdict
from .compare import Difference, differ, is_same
from .evidence import NOT_JUDGED, UNSEEN, checks_lost, share_of_cases, unproven
from .exercises.registry import explain, feedback_of, names, read
from .outcome import Outcome
from .own_lines import own_line
from .packages import NOT_THERE
from .reading import Reading
from .recognise import Answers, contained, recognise, recognise_edit, recorded

# Kinds of difference that may need more words, that say little, and that leave nothing else to look at.
EXPLAINED = ("value", "length", "fact", "unchanged", "unproved", "constant")
UNCLEAR = ("nan", "unanswered", "died")
WHOLE = ("raised", "not done", "nothing", "unanswered")


@dataclass(frozen=True)
class Failure:
    """A part of a check that is not right: where, and how."""

    case: Case
    part: Part
    difference: Difference


def judge(
    lesson: Lesson,
    cases: Sequence[Case],
    outcomes: Sequence[Outcome | None],
    live: bool = True,
    answers: Answers = recorded,
    source: str = "",
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
    source : str
        The student's cell, in which the line is found that a mistake is about.

    Returns
    -------
    list of Verdict
        One a check, in the lesson's order. A check passes only where every part of it was seen to be right, or where
        the whole answer is that of a known mistake which this check is not about.
    """
    return assess(lesson, cases, outcomes, live, answers, source)[0]


def assess(
    lesson: Lesson,
    cases: Sequence[Case],
    outcomes: Sequence[Outcome | None],
    live: bool = True,
    answers: Answers = recorded,
    source: str = "",
) -> tuple[list[Verdict], list[Failure]]:
    """Judge as :func:`judge` does, and return all that differed besides, case by case."""
    outcomes = [*outcomes, *[None] * len(cases)][: len(cases)]
    readings = [read(lesson.name, case, outcome) for case, outcome in zip(cases, outcomes)]
    found = differences(lesson, cases, outcomes, readings, live)
    if not any(found.values()):
        return [Verdict(check.name, True, check.points, "") for check in lesson.checks], []
    mistake = recognise(lesson, cases, readings, answers)
    passed = {name for name, failures in found.items() if not failures}
    if mistake is not None:
        passed = set(found) - set(mistake.breaks)
    elif (edit := recognise_edit(lesson, cases, readings, answers)) is not None:
        mistake = replace(edit, breaks=(*edit.breaks, *(set(found) - passed)))
        passed -= set(edit.breaks)
    verdicts = []
    for check in lesson.checks:
        fine = check.name in passed and (not check.needs or any(other in passed for other in check.needs))
        verdict = Verdict(check.name, fine, check.points, "")
        if not fine:
            told = _told(lesson, check, found, mistake, cases, readings, answers)
            line = own_line(source, lesson.name, told.line) if isinstance(told.line, tuple) else told.line
            verdict = replace(verdict, message=told.message, kind=told.kind, line=line)
        verdicts.append(verdict)
    return verdicts, [failure for failures in found.values() for failure in failures]


def differences(
    lesson: Lesson,
    cases: Sequence[Case],
    outcomes: Sequence[Outcome | None],
    readings: Sequence[Reading],
    live: bool = True,
) -> dict[str, list[Failure]]:
    """Return all that is not right, by check; the parameters are those of :func:`judge`, and what was read."""
    found = _compare(lesson, cases, readings)
    if any(case.final for case in cases):
        _weigh_result(lesson.name, found, cases, outcomes, readings, live)
    return found


def _compare(lesson: Lesson, cases: Sequence[Case], readings: Sequence[Reading]) -> dict[str, list[Failure]]:
    """Compare every part of every case, and sort the differences by check, those that an exception costs included.

    Entries that are right in an array which came back untouched prove nothing, and are no mistake either: they count
    as one only where no other array of that check was changed as it should.
    """
    found: dict[str, list[Failure]] = {check.name: [] for check in lesson.checks}
    unseen: dict[str, list[Failure]] = {check.name: [] for check in lesson.checks}
    proved = set()
    for case, reading in zip(cases, readings):
        for part in case.parts:
            difference = compare_part(lesson.name, case, part, reading)
            if difference is not None:
                failures = unseen if difference.kind in UNSEEN else found
                failures[part.check].append(Failure(case, part, difference))
            elif not is_same(given_to(case, part), case.wants[part.source].value):
                proved.add(part.check)
    for name in proved:
        found[name] = [failure for failure in found[name] if failure.difference.kind != "unproved"]
    lost = checks_lost(found, unseen, cases, readings, feedback_of(lesson.name).concerned)
    blind = {name for name in lost if unproven(name, cases, unseen[name])}
    for name in lost:
        found[name] = [_not_judged(each) for each in unseen[name]] if name in blind < set(found) else unseen[name]
    return found


def _not_judged(failure: Failure) -> Failure:
    """Say of a check that too little shows that it was not judged, beside others that were."""
    sentence = failure.difference.closed
    told = sentence if failure.difference.kind == "unseen" else NOT_JUDGED + sentence[:1].lower() + sentence[1:]
    return replace(failure, difference=replace(failure.difference, closed=told, opened=told))


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
    return differ(
        feedback_of(exercise).sentences, part.source, reading[part.source], case.wants[part.source], part.at, given
    )


def _weigh_result(
    exercise: str,
    found: dict[str, list[Failure]],
    cases: Sequence[Case],
    outcomes: Sequence[Outcome | None],
    readings: Sequence[Reading],
    live: bool,
) -> None:
    """Let the final result stand over the road to it: a right one by another road is right, a wrong one is wrong.

    The road may be another one, but it must lead through the helper that does the work, as the exercise says.
    """
    feedback = feedback_of(exercise)
    made = [feedback.calls(case, outcome) if feedback.calls else (0, True) for case, outcome in zip(cases, outcomes)]
    if not live and any(count for count, _ in made):
        return  # the stand-in for it leads elsewhere
    wrong = []
    for case, reading in zip(cases, readings):
        for source, want in case.final.items():
            if difference := differ(feedback.sentences, source, reading[source], want):
                wrong.append(Failure(case, Part("returned", source), difference))
    if not wrong and all(enough for _, enough in made):
        for failures in found.values():
            failures.clear()
    elif wrong and not any(found.values()):
        found["returned"] += wrong


class _Told(NamedTuple):
    """Why a check failed, how well that explains it, and the line that it is about or how to find it."""

    message: str
    kind: str
    line: str | tuple[str, ...] = ""


def _told(
    lesson: Lesson,
    check: Check,
    found: dict[str, list[Failure]],
    mistake: Mistake | None,
    cases: Sequence[Case],
    readings: Sequence[Reading],
    answers: Answers,
) -> _Told:
    """Say why a check failed: the known mistake, else what is common to its failures, else the first difference."""
    failures = found[check.name]
    if mistake is not None and check.name in mistake.breaks:
        return _Told(mistake.sentence, "mistake", mistake.line)
    if not failures:
        titles = [f"“{other.title}”" for other in lesson.checks if other.name in check.needs]
        return _Told(f"This counts only once one of these is right: {', '.join(titles)}.", "waits")
    first = next((failure for failure in failures if failure.case.visible), failures[0])
    if first.difference.kind not in EXPLAINED:
        kind = "raised" if first.difference.line else "seen" if first.difference.kind in UNCLEAR else "plain"
        return _Told(_where(first, failures, cases), kind, first.difference.line)
    partly = contained(lesson, check, cases, readings, answers)
    if partly is not None:
        return _Told(partly.sentence, "mistake", partly.line)
    said = explain(lesson.name, check.name, cases, readings)
    return _Told(said, "common") if said else _Told(_where(first, failures, cases), "seen")


def _where(first: Failure, failures: Sequence[Failure], cases: Sequence[Case]) -> str:
    """Say how an answer differs first, and in which case, unless it does so everywhere."""
    sentence = first.difference.opened if first.case.visible else first.difference.closed
    kinds = {failure.difference.kind for failure in failures}
    if kinds == {"raised"}:
        everywhere = sentence.startswith(NOT_JUDGED) or share_of_cases(first.part.check, cases, failures) == 1
    else:
        everywhere = (len(kinds) == 1 and kinds <= set(WHOLE)) or (
            first.difference.kind not in EXPLAINED and _all_alike(failures)
        )
    if not everywhere:
        sentence = sentence.replace("Your function raised", "your function raised", 1)
    return _capital(sentence, {*names(), *first.case.wants}) if everywhere else f"In {first.case.title}: {sentence}"


def _all_alike(failures: Sequence[Failure]) -> bool:
    """Say whether all failures have the same sentence."""
    return len({failure.difference.closed for failure in failures}) == 1


def _capital(sentence: str, code: Collection[str]) -> str:
    """Start a sentence with a capital unless it starts with a name in code."""
    first, _, rest = sentence.partition(" ")
    is_name = not first.isalpha() or first in code
    return sentence if is_name or rest.startswith(NOT_THERE) else sentence[:1].upper() + sentence[1:]
