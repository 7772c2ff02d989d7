"""Fresh cases: the kinds that every run draws anew, and when they refute a check that the seeded cases award.

The seeded cases decide the points and the sentences, so both are the same under every seed. A fresh case can only
take away what an answer does not earn by computing: a check is refuted where *every* fresh case of one kind fails it.
An answer that was stored fails them all; an answer whose slip shows now and then fails some, by luck, and luck decides
nothing. For the same reason the seeded cases hold many draws of each kind: a slip that shows in most draws shows there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np

from autograder.certify.portable import Generator
from utils.feedback.assess import compare_part, differences
from utils.feedback.cases import Case, Check, Lesson, Mistake, Verdict
from utils.feedback.evidence import UNSEEN
from utils.feedback.exercises.registry import read
from utils.feedback.outcome import Outcome
from utils.feedback.reading import Reading
from utils.feedback.recognise import Answers, is_alike, recognise

from .case_spec import Draft

STORED = (
    "Right in the examples that are the same for everybody, wrong in every fresh one of some kind: the function should "
    "do with any input what it does with those."
)
UNASKED = (
    "Right as far as it was asked, but then the function no longer answered, so that nothing shows what it does with "
    "other input; what is wrong in the other checks comes first."
)
Asked = tuple[Case, Outcome | None, Reading]  # a case, what came, and what was read of it


@dataclass(frozen=True)
class Kind:
    """A kind of fresh case.

    Attributes
    ----------
    name : str
        A short name.
    about : tuple of str
        Checks whose known mistakes all have to show in a case of this kind; it is drawn again until they do.
    spared : tuple of str
        Known mistakes that need not show here (they do in another kind).
    """

    name: str
    about: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()


def drawn_once(fresh: Callable[[np.random.RandomState, int], Draft], seeds: Mapping[int, Sequence[int]]) -> list[Draft]:
    """Return draws of the fresh kinds that are the same for everybody: seeded cases.

    Parameters
    ----------
    fresh : callable
        The exercise's: from a RandomState and the number of a kind to a draft.
    seeds : mapping of int to sequence of int
        For each kind the seeds of its draws.
    """
    return [
        replace(draft, name=f"drawn {kind} {seed}", title=_seeded_title(draft.title))
        for kind, several in seeds.items()
        for seed in several
        for draft in [fresh(Generator(seed), kind)]
    ]


def _seeded_title(title: str) -> str:
    """Return a fresh case's title without the word that says so."""
    return title.replace("a fresh example", "an example").replace("fresh ", "")


def silent(kind: Kind, lesson: Lesson, case: Case, answers: Answers) -> str:
    """Return the name of a known mistake that should show in a case of this kind and does not; ``""`` if all do."""
    for mistake in lesson.mistakes:
        checks = set(mistake.breaks) & set(kind.about)
        if checks and mistake.name not in kind.spared:
            theirs = answers(mistake, case)
            if theirs is not None and not all(_shows(lesson, check, case, theirs) for check in checks):
                return mistake.name
    return ""


def _shows(lesson: Lesson, check: str, case: Case, theirs: Mapping[str, Any]) -> bool:
    """Say whether a known mistake's answer to a case is wrong where a check looks."""
    reading = Reading()
    for source, want in case.wants.items():
        if theirs.get(source, want.value) is not None:
            reading[source] = theirs.get(source, want.value)
    return any(compare_part(lesson.name, case, part, reading) for part in case.parts if part.check == check)


def refute(
    lesson: Lesson,
    verdicts: Sequence[Verdict],
    cases: Sequence[Case],
    outcomes: Sequence[Outcome | None],
    answers: Answers,
) -> list[Verdict]:
    """Take back the checks that the seeded cases award and the fresh ones refute.

    Parameters
    ----------
    lesson : Lesson
        The exercise's checks and known mistakes.
    verdicts : sequence of Verdict
        What the seeded cases say.
    cases : sequence of Case
        All cases.
    outcomes : sequence of (Outcome or None)
        What came, in the same order; None for a fresh case that was not asked, as the time was up.
    answers : callable
        Gives a known mistake's answer to a case.

    Returns
    -------
    list of Verdict
        The same, but for the checks that every fresh case of one kind fails, and those that need them.

    Notes
    -----
    A known mistake keeps the checks that it is not about, though its answers fail there as well: it keeps them here
    too, where the fresh answers are that mistake's answers. Where they are those of one known mistake as a whole, it
    loses the checks that this mistake is about and no other: which else fail is a matter of the draw.
    """
    asked = [(case, outcome, read(lesson.name, case, outcome)) for case, outcome in zip(cases, outcomes)]
    fresh = sorted((each for each in asked if each[0].group), key=lambda each: each[0].group)
    seeded = [each for each in asked if not each[0].group]
    wrong = any(not verdict.passed for verdict in verdicts)
    mistake = _recognised(lesson, seeded, answers) if wrong else None
    passed = [verdict.check for verdict in verdicts if verdict.passed]
    heard = [each for each in fresh if each[1] is not None]
    stumbles = any(reading.fault.kind == "raised" for _, _, reading in seeded)
    told = dict.fromkeys(_refuted(lesson, passed, fresh, mistake, answers, stumbles), STORED if heard else UNASKED)
    if told and (other := _recognised(lesson, heard, answers)):
        told = {check: f"{STORED} There: {other.sentence}" for check in passed if check in other.breaks}
    return [_reconsidered(check, verdict, passed, told) for check, verdict in zip(lesson.checks, verdicts)]


def _recognised(lesson: Lesson, asked: Sequence[Asked], answers: Answers) -> Mistake | None:
    """Return the known mistake whose answers these are as a whole."""
    return recognise(lesson, [case for case, _, _ in asked], [reading for _, _, reading in asked], answers)


def _refuted(
    lesson: Lesson,
    passed: Sequence[str],
    fresh: Sequence[Asked],
    mistake: Mistake | None,
    answers: Answers,
    stumbles: bool,
) -> Iterator[str]:
    """Yield the checks that all fresh cases of some kind fail; they come sorted by kind."""
    kinds = [list(several) for _, several in groupby(fresh, key=lambda each: each[0].group)]
    for check in passed:
        about = [several for several in kinds if any(part.check == check for part in several[0][0].parts)]
        states = [_state(lesson, check, several, mistake, answers, stumbles) for several in about]
        if "wrong" in states or ("silent" in states and "right" not in states):
            yield check


def _state(
    lesson: Lesson,
    check: str,
    several: Sequence[Asked],
    mistake: Mistake | None,
    answers: Answers,
    stumbles: bool,
) -> str:
    """Say what the fresh cases of one kind show of a check: right, wrong, or silent, where all of them raise.

    Silent are cases in which the known mistake that was recognised raises, and so did the answer: another kind has to
    speak for it. So it is where an answer that raises in seeded cases too raises in all of this kind: that has had its
    price.
    """
    heard = [each for each in several if each[1] is not None]
    if not heard:
        return "wrong"
    heard = [each for each in heard if not _unseen(lesson, check, each, UNSEEN if stumbles else UNSEEN[1:])]
    if not heard:
        return "silent"
    cases, outcomes, readings = zip(*heard)
    failed = {id(failure.case) for failure in differences(lesson, cases, outcomes, readings)[check]}
    if len(failed) < len(cases):
        return "right"
    if mistake is None:
        return "wrong"
    alike = [is_alike(lesson.name, mistake, case, reading, answers) for case, reading in zip(cases, readings)]
    if not any(alike):
        return "wrong"
    spoke = [fine and answers(mistake, case) is not None for fine, case in zip(alike, cases)]
    return "right" if any(spoke) else "silent"


def _unseen(lesson: Lesson, check: str, asked: Asked, unseen: Sequence[str]) -> bool:
    """Say whether what a check looks at cannot be seen in a case, and nothing is seen to be wrong."""
    case, _, reading = asked
    differences = [compare_part(lesson.name, case, part, reading) for part in case.parts if part.check == check]
    kinds = {difference.kind for difference in differences if difference is not None}
    return bool(kinds) and kinds <= set(unseen)


def _reconsidered(check: Check, verdict: Verdict, passed: Sequence[str], told: Mapping[str, str]) -> Verdict:
    """Turn one verdict round where it was refuted, or where all that it needs was."""
    if not verdict.passed:
        return verdict
    if check.name in told:
        return replace(verdict, passed=False, message=told[check.name], kind="seen")
    needed = [name for name in check.needs if name in passed]
    if needed and all(name in told for name in needed):
        return replace(verdict, passed=False, message=told[needed[0]], kind="seen")
    return verdict
