"""What `check` shows: every check and every visible case with a mark, as text and as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from .assess import Failure
from .cases import Case, Check, Lesson, Verdict
from .compare import Difference, show
from .exercises.registry import feedback_of

RIGHT, WRONG = "✓", "✗"
SHOWN = 3  # differences of one case
STYLE = {
    "box": "border-left:4px solid {};padding:.4em 1em;margin:.4em 0;max-width:60em",
    "table": "border-collapse:collapse;margin:.6em 0 .2em 0",
    "cell": "text-align:left;vertical-align:top;padding:.25em .9em .25em 0;border-top:1px solid #8884",
    "message": "margin:.1em 0 .5em 1.6em",
    "note": "opacity:.75",
}
CODE = ("white-space:nowrap", "", "")
GREEN, AMBER = "#2e9e5b", "#d08a1d"  # nothing is ever red: a wrong answer is on its way


@dataclass(frozen=True)
class Row:
    """One visible case: its title, and how it differed (nothing where it is right)."""

    title: str
    failures: tuple[Failure, ...]
    sample: str


@dataclass(frozen=True)
class Report:
    """The verdicts on an answer. Notebooks show it as HTML, everything else as text."""

    lesson: Lesson
    verdicts: tuple[Verdict, ...]
    rows: tuple[Row, ...]

    @classmethod
    def of(
        cls, lesson: Lesson, cases: Sequence[Case], verdicts: Sequence[Verdict], failures: Sequence[Failure]
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
        rows, told = [], set[str]()
        for case in cases:
            own = [failure for failure in failures if failure.case is case]
            own = [failure for failure in own if failure.part.check in wrong] or own
            rows.append(Row(case.title, tuple(_told_once(_different(own), told)), _sample(lesson.name, case)))
        return cls(lesson, tuple(verdicts), tuple(rows))

    @property
    def passed(self) -> bool:
        """Whether every check is right."""
        return all(verdict.passed for verdict in self.verdicts)

    @property
    def headline(self) -> str:
        """The result in one line."""
        right = sum(verdict.passed for verdict in self.verdicts)
        if self.passed:
            return f"{self.lesson.name}: all {len(self.verdicts)} checks are right."
        points = sum(verdict.points for verdict in self.verdicts if verdict.passed)
        out_of = f"{points} of {self.lesson.points} points"
        return f"{self.lesson.name}: {right} of {len(self.verdicts)} checks right, {out_of}."

    def __str__(self) -> str:
        """Write the report as text."""
        lines = [self.headline, ""]
        for check, verdict in zip(self.lesson.checks, self.verdicts):
            lines.append(f"  {_mark(verdict.passed)} {check.title} ({_points(check, verdict)})")
        for message, titles in _messages(self.lesson, self.verdicts):
            lines += (
                ["", f"  {message}"] if len(titles) == len(self.verdicts) else ["", f"  {titles[0]}:", f"    {message}"]
            )
        lines += ["", "Case by case:"]
        for row in self.rows:
            lines.append(f"  {_mark(not row.failures)} {row.title}{'' if row.failures else ': ' + row.sample}")
            lines += [f"      {failure.difference.opened}" for failure in row.failures]
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Give Jupyter both forms."""
        return {"text/plain": str(self), "text/html": self._repr_html_()}

    def _repr_html_(self) -> str:
        """Write the report as HTML; nothing that a student's code returned gets in unescaped."""
        colour = GREEN if self.passed else AMBER
        parts = [f'<div style="{STYLE["box"].format(colour)}"><strong>{escape(self.headline)}</strong>']
        told: set[str] = set()
        for check, verdict in zip(self.lesson.checks, self.verdicts):
            parts.append(
                f"<div>{_html_mark(verdict.passed)} {escape(check.title)} {_note(_points(check, verdict))}</div>"
            )
            if verdict.message and _digitless(verdict.message) not in told:
                told.add(_digitless(verdict.message))
                parts.append(f'<div style="{STYLE["message"]}">{_code(verdict.message)}</div>')
        parts.append(self._table())
        return "".join(parts) + "</div>"

    def _table(self) -> str:
        """Write the cases as a table: what was expected, what came, where they first differ."""
        cells = [f'<th style="{STYLE["cell"]}">{title}</th>' for title in ("", "case", "where", "expected", "yours")]
        lines = [f"<tr>{''.join(cells)}</tr>"]
        for row in self.rows:
            head = _cell(_html_mark(not row.failures)) + _cell(escape(row.title))
            if not row.failures:
                lines.append(f"<tr>{head}{_cell(_code(row.sample), 3)}</tr>")
            for failure in row.failures:
                lines.append(f"<tr>{head}{_cells(failure)}</tr>")
                head = _cell("") * 2
        return f'<table style="{STYLE["table"]}">{"".join(lines)}</table>'


def _cell(html: str, columns: int = 1) -> str:
    """Write a cell of the table."""
    return f'<td style="{STYLE["cell"]}" colspan="{columns}">{html}</td>'


def _different(failures: Sequence[Failure]) -> list[Failure]:
    """Keep the first failure of each source, and of those that say the same, up to a few."""
    first: dict[str, Failure] = {}
    for failure in failures:
        first.setdefault(failure.part.source, failure)
    kept: dict[str, Failure] = {}
    for failure in first.values():
        kept.setdefault(failure.difference.opened, failure)
    return list(kept.values())[:SHOWN]


def _told_once(failures: Sequence[Failure], told: set[str]) -> list[Failure]:
    """Put a sentence that was told already, but for its numbers, into two words."""
    kept = []
    for failure in failures:
        sentence = _digitless(failure.difference.opened)
        if not failure.difference.place and sentence in told:
            failure = replace(failure, difference=Difference.plain(failure.difference.kind, "the same"))
        told.add(sentence)
        kept.append(failure)
    return kept


def _sample(exercise: str, case: Case) -> str:
    """Show a bit of what a right answer gives."""
    source = case.parts[0].source
    want = case.wants[source]
    if isinstance(want.value, list):
        return f"{feedback_of(exercise).sentences.name_of(source)} = {show(want.value)}"
    flat = want.value.reshape(-1)
    place = "" if want.value.ndim == 0 else "[0]" * len(want.shape or want.value.shape)
    if want.at is not None and want.shape is not None:
        rest, index = want.at[0], []
        for size in reversed(want.shape):
            rest, last = divmod(rest, size)
            index.append(last)
        place = "".join(f"[{number}]" for number in reversed(index))
    return f"{feedback_of(exercise).sentences.name_of(source)}{place} = {show(flat[0])}"


def _messages(lesson: Lesson, verdicts: Sequence[Verdict]) -> list[tuple[str, list[str]]]:
    """Return each message once, with the titles of the checks that it explains."""
    found: dict[str, tuple[str, list[str]]] = {}
    for check, verdict in zip(lesson.checks, verdicts):
        if verdict.message:
            found.setdefault(_digitless(verdict.message), (verdict.message, []))[1].append(check.title)
    return list(found.values())


def _digitless(sentence: str) -> str:
    """Return a sentence with all its numbers alike: sentences that differ in these alone are told once."""
    return re.sub(r"[0-9]+", "0", sentence)


def _mark(passed: bool) -> str:
    """Return the mark of a check or a case."""
    return RIGHT if passed else WRONG


def _points(check: Check, verdict: Verdict) -> str:
    """Say how many points a check gave."""
    unit = "point" if check.points == 1 else "points"
    return f"{check.points} {unit}" if verdict.passed else f"0 of {check.points} {unit}"


def _html_mark(passed: bool) -> str:
    """Return the mark in its colour."""
    return f'<span style="color:{GREEN if passed else AMBER};font-weight:bold">{_mark(passed)}</span>'


def _note(text: str) -> str:
    """Write something of less weight."""
    return f'<span style="{STYLE["note"]}">({escape(text)})</span>'


def _code(text: str) -> str:
    """Escape a sentence and set what stands between backticks as code."""
    pieces = escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if place % 2 else piece for place, piece in enumerate(pieces))


def _cells(failure: Failure) -> str:
    """Write one difference: side by side where there are two values, as a sentence where not."""
    difference = failure.difference
    if not difference.place:
        return _cell(_code(difference.opened), 3)
    texts = (difference.place, difference.expected, difference.came)
    return "".join(_cell(f'<code style="{style}">{escape(text)}</code>') for text, style in zip(texts, CODE))
