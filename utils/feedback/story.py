"""What is wrong with an answer, told once: each sentence with its line, its points and the checks that it explains."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .cases import KINDS, Lesson, Verdict

CASE = re.compile(r"^In (?:the|an?|some|every) [^:]*: ")
QUOTED = r"'[^']*'"
SEEN = "Seen, but not explained"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    Attributes
    ----------
    message : str
        What it is, in a sentence or two.
    line : str
        The student's line to look at, as ``"line 7: x[idx] = 1"``; ``""`` where it is not known.
    points : int
        What the checks that it explains would have given.
    checks : tuple of str
        Their titles.
    explained : bool
        Whether the message says what was done; else only that, and where, something differs.
    whole : bool
        Whether it explains every check of the exercise.
    """

    message: str
    line: str
    points: int
    checks: tuple[str, ...]
    explained: bool
    whole: bool = False

    @property
    def sentence(self) -> str:
        """The message with its line."""
        return f"{self.message} ({self.line})" if self.line else self.message

    @property
    def cost(self) -> str:
        """The points and what they were for, as ``"4 points: X; Y"``."""
        points = f"{self.points} point{'s' * (self.points != 1)}"
        return f"all {points}" if self.whole else f"{points}: {'; '.join(self.checks)}"


def findings(lesson: Lesson, verdicts: Sequence[Verdict]) -> tuple[Finding, ...]:
    """Tell what is wrong, each thing once.

    Parameters
    ----------
    lesson : Lesson
        The exercise, for the titles of its checks.
    verdicts : sequence of Verdict
        One a check.

    Returns
    -------
    tuple of Finding
        What a single known mistake or edit explains comes first, then where Python stopped, then what all answers have
        in common, and last what was only seen; among equals what explains more points. A check that waits for another
        one belongs to what explains that.
    """
    titles = {check.name: check.title for check in lesson.checks}
    told: dict[str, list[Verdict]] = {}
    said = {verdict.check: verdict for verdict in verdicts if not verdict.passed and verdict.message}
    needs = {check.name: check.needs for check in lesson.checks}
    for verdict in sorted(verdicts, key=lambda verdict: verdict.kind == "waits"):
        if verdict.check in said:
            first = [said[check] for check in needs.get(verdict.check, ()) if check in said]
            told.setdefault(_key(first[0] if first and verdict.kind == "waits" else verdict), []).append(verdict)
    return tuple(_finding(group, titles) for group in sorted(told.values(), key=_order))


def _key(verdict: Verdict) -> str:
    """Return what a sentence is told once by: of exceptions in one line it is enough that they are of one kind."""
    key = alike(verdict.message)
    return f"{re.sub(QUOTED, '', key)} {verdict.line}" if verdict.kind == "raised" else key


def _order(group: Sequence[Verdict]) -> tuple[int, int]:
    """Sort by how well a sentence explains, then by the points that it explains."""
    kinds = [KINDS.index(verdict.kind) for verdict in group if verdict.kind]
    return min(kinds, default=len(KINDS)), -sum(verdict.points for verdict in group)


def _finding(group: Sequence[Verdict], titles: dict[str, str]) -> Finding:
    """Join the verdicts that say the same; one that holds in every case says it best."""
    best = min(group, key=lambda one: (one.kind == "waits", CASE.match(one.message) is not None, not one.line))
    checks = tuple(titles.get(verdict.check, verdict.check) for verdict in group)
    points = sum(verdict.points for verdict in group)
    return Finding(
        best.message, best.line, points, checks, best.kind not in ("", "seen", "waits"), len(group) == len(titles)
    )


def alike(sentence: str) -> str:
    """Return a sentence without the case it is about and with all its numbers alike: such sentences are told once.

    Examples
    --------
    >>> alike("In the published example: X[3] is 7.") == alike("X[0] is 12.")
    True
    """
    return re.sub(r"[0-9]+", "0", CASE.sub("", sentence)).casefold()
