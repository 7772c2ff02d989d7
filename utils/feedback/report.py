"""What `check` shows: what is wrong and where to look, then the checks, then the examples; as text here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .assess import Failure
from .cases import Case, Check, Lesson, Verdict
from .compare import Difference
from .exercise_feedback import is_fact
from .exercises.registry import feedback_of
from .story import SEEN, Finding, alike, findings

RIGHT, WRONG = "✓", "✗"
SHOWN = 3  # differences of one case
ABOVE = "as said above"
INDICES = re.compile(r"\[((?:None|\d+)(?:, (?:None|\d+))*)(, \.\.\.|\.\.\.|\])")
ONE = re.compile(r"^(\d+) in \[")


@dataclass(frozen=True)
class Row:
    """Examples that came out alike: their titles, and how they differed (nothing where they are right)."""

    titles: tuple[str, ...]
    differences: tuple[Difference, ...]
    sample: Difference

    @property
    def title(self) -> str:
        """The titles in one line."""
        first, *others = self.titles
        return f"{first}, and {len(others)} more like it" if others else first


@dataclass(frozen=True)
class Report:
    """The verdicts on an answer, and what is to be said before them. Notebooks show it as HTML, all else as text."""

    lesson: Lesson
    verdicts: tuple[Verdict, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        lesson: Lesson,
        cases: Sequence[Case],
        verdicts: Sequence[Verdict],
        failures: Sequence[Failure],
    ) -> Report:
        """Put together what :func:`utils.feedback.assess.assess` found.

        Parameters
        ----------
        lesson : Lesson
            The exercise.
        cases : sequence of Case
            Its visible cases.
        verdicts : sequence of Verdict
            One a check.
        failures : sequence of Failure
            All that differed.
        """
        wrong = {verdict.check for verdict in verdicts if not verdict.passed}
        told = {alike(verdict.message) for verdict in verdicts if verdict.message}
        rows = []
        for case in cases:
            own = [failure for failure in failures if failure.case is case]
            own = [failure for failure in own if failure.part.check in wrong] or own
            letters = _letters(case)
            differences = [_spelled(_once(each, told), letters) for each in _different(own)]
            rows.append(Row((case.title,), tuple(dict.fromkeys(differences)), _spelled(_sample(lesson, case), letters)))
        return cls(lesson, tuple(verdicts), tuple(_joined(rows)))

    @property
    def passed(self) -> bool:
        """Whether every check is right."""
        return all(verdict.passed for verdict in self.verdicts)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong, each thing once."""
        return findings(self.lesson, self.verdicts)

    @property
    def headline(self) -> str:
        """The result in one line."""
        right = sum(verdict.passed for verdict in self.verdicts)
        if self.passed:
            return f"{self.lesson.name}: all {len(self.verdicts)} checks are right."
        points = sum(verdict.points for verdict in self.verdicts if verdict.passed)
        out_of = f"{points} of {self.lesson.points} points"
        return f"{self.lesson.name}: {right} of {len(self.verdicts)} checks right, {out_of}."

    @property
    def folded(self) -> str:
        """What the examples come to, in one line."""
        count = sum(len(row.titles) for row in self.rows)
        right = sum(len(row.titles) for row in self.rows if not row.differences)
        return f"The examples one by one ({right} of {count} right)"

    @property
    def first_sentence(self) -> str:
        """What to look at first, for where there is room for one sentence."""
        said = [*self.notes, *(finding.sentence for finding in self.findings[:1])]
        return " ".join([f"{self.lesson.name} is not right yet.", *said])

    def __str__(self) -> str:
        """Write the report as text."""
        lines = [self.headline, *self.notes]
        for explained in (True, False):
            several = [finding for finding in self.findings if finding.explained is explained]
            lines += ["", f"{SEEN}:"] if several and not explained else [""] * bool(several)
            for finding in several:
                lines += [f"  {finding.message}", *[f"    Look at {finding.line}"] * bool(finding.line)]
                lines.append(f"    It costs {finding.cost}.")
        lines.append("")
        for check, verdict in zip(self.lesson.checks, self.verdicts):
            lines.append(f"  {mark(verdict.passed)} {check.title} ({points_of(check, verdict)})")
        lines += ["", f"{self.folded}:"]
        for row in self.rows:
            lines.append(f"  {mark(not row.differences)} {row.title}")
            lines += [f"      {_line(each)}" for each in row.differences]
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Give Jupyter both forms."""
        return {"text/plain": str(self), "text/html": self._repr_html_()}

    def _repr_html_(self) -> str:
        """Write the report as HTML; nothing that a student's code returned gets in unescaped."""
        from .report_html import html  # here: it reads this module

        return html(self)


def mark(passed: bool) -> str:
    """Return the mark of a check or an example."""
    return RIGHT if passed else WRONG


def points_of(check: Check, verdict: Verdict) -> str:
    """Say how many points a check gave."""
    unit = "point" if check.points == 1 else "points"
    return f"{check.points} {unit}" if verdict.passed else f"0 of {check.points} {unit}"


def _line(difference: Difference) -> str:
    """Write a difference as one line of text."""
    if not difference.place:
        return difference.opened
    return f"{difference.place}: expected {difference.expected}, yours is {difference.came}."


def _different(failures: Sequence[Failure]) -> list[Difference]:
    """Keep the first failure of each source, and of those that say the same one, up to a few."""
    first: dict[str, Failure] = {}
    for failure in failures:
        first.setdefault(failure.part.source, failure)
    kept: dict[str, Difference] = {}
    for failure in first.values():
        kept.setdefault(failure.difference.opened, failure.difference)
    return list(kept.values())[:SHOWN]


def _once(difference: Difference, told: set[str]) -> Difference:
    """Put a sentence that stands above, but for its numbers, into three words."""
    if difference.place or alike(difference.opened) not in told:
        return difference
    return Difference.plain(difference.kind, ABOVE)


def _joined(rows: Sequence[Row]) -> Iterator[Row]:
    """Join the examples of which nothing is said but what stands above already."""
    above = [row for row in rows if row.differences and all(each.opened == ABOVE for each in row.differences)]
    for row in rows:
        if row not in above:
            yield row
        elif row is above[0]:
            titles = tuple(title for each in above for title in each.titles)
            yield Row(titles, row.differences[:1], row.sample)


def _sample(lesson: Lesson, case: Case) -> Difference:
    """Show a bit of what a right answer gives."""
    source = case.parts[0].source
    name, want = feedback_of(lesson.name).sentences.name_of(source), case.wants[source]
    if is_fact(want):
        return Difference.plain("", "as it should be")
    if isinstance(want.value, list):
        return Difference.values(name, None, want.value, want.value)
    flat = want.value.reshape(-1)
    place = "" if want.value.ndim == 0 else "[0]" * len(want.shape or want.value.shape)
    if want.at is not None and want.shape is not None:
        rest, index = want.at[0], []
        for size in reversed(want.shape):
            rest, last = divmod(rest, size)
            index.append(last)
        place = "".join(f"[{number}]" for number in reversed(index))
    return Difference.values(f"{name}{place}", None, flat[0], flat[0])


def _letters(case: Case) -> dict[str, str]:
    """Return the letter of each index, where the case's arguments hold a vocabulary."""
    for value in case.args:
        if isinstance(value, Mapping) and value and all(isinstance(key, str) and len(key) == 1 for key in value):
            return {str(index): "⏎" if letter == "\n" else letter for letter, index in value.items()} | {"None": "·"}
    return {}


def _spelled(difference: Difference, letters: Mapping[str, str]) -> Difference:
    """Write the letters beside the indices in what was expected and what came."""
    if not letters or not difference.place:
        return difference

    def spell(text: str) -> str:
        text = INDICES.sub(
            lambda found: f"{found[0]} “{''.join(letters.get(n, '?') for n in found[1].split(', '))}”", text
        )
        return ONE.sub(lambda found: f"{found[1]} “{letters.get(found[1], '?')}” in [", text)

    expected, came = spell(difference.expected), spell(difference.came)
    opened = difference.opened.replace(difference.expected, expected).replace(difference.came, came)
    return Difference(difference.kind, difference.closed, opened, difference.place, expected, came, difference.line)
