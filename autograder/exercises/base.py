"""What the four exercises share: drafts of cases become cases by running the reference and the known mistakes on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder import master
from utils.feedback.compare import Fault, differ
from utils.feedback.data import dumps
from utils.feedback.judge import judge
from utils.feedback.lesson import Case, Check, Lesson, Mistake, Part, Verdict, Want
from utils.feedback.observe import observe
from utils.feedback.outcome import Outcome
from utils.feedback.read import Reading, read


@dataclass(frozen=True)
class Variant:
    """A known mistake with the code that makes it; the code stays here."""

    name: str
    sentence: str
    breaks: tuple[str, ...]
    function: Callable


@dataclass(frozen=True)
class Draft:
    """A case before anything was run: its arguments, and which checks look at which sources."""

    name: str
    title: str
    visible: bool
    args: tuple[Any, ...]
    parts: Mapping[str, Sequence[str | tuple[str, tuple[int, ...]]]]
    tolerance: Mapping[str, float] = field(default_factory=dict)
    given: Mapping[str, tuple] = field(default_factory=dict)
    certificate: str = ""


@dataclass(frozen=True)
class Exercise:
    """A graded exercise: its checks, its cases, and the verdicts on what a submission answered."""

    name: str
    title: str
    checks: tuple[Check, ...]
    drafts: Callable[[int], list[Draft]]
    variants: tuple[Variant, ...]
    hints: tuple[str, ...]
    helpers: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """The sum of the checks' points."""
        return sum(check.points for check in self.checks)

    @property
    def lesson(self) -> Lesson:
        """What judging needs besides the cases, without any code."""
        mistakes = tuple(Mistake(v.name, v.sentence, v.breaks) for v in self.variants)
        return Lesson(self.name, self.title, self.checks, mistakes, self.hints, self.helpers)

    def cases(self, secret: int) -> list[Case]:
        """Return the visible, the seeded hidden and the fresh cases; the last are drawn from the secret.

        Parameters
        ----------
        secret : int
            The run's secret, 0 or more. The same secret gives the same cases.

        Returns
        -------
        list of Case
        """
        return [self._case(draft) for draft in self.drafts(secret)]

    def verdicts(self, cases: Sequence[Case], outcomes: Sequence[Outcome | None]) -> list[Verdict]:
        """Judge what a submission answered: one verdict a check, in order, a fail where nothing shows otherwise."""
        return judge(self.lesson, cases, outcomes)

    def helper(self, name: str) -> Callable:
        """Return the reference of another exercise, to be handed in."""
        if name not in self.helpers:
            raise KeyError(f"{self.name} uses no helper called {name!r}; it uses {', '.join(self.helpers) or 'none'}.")
        return master.reference(name)

    def fixture(self) -> str:
        """Return the visible cases as the JSON text that goes to students."""
        return dumps(self.lesson, [self._case(draft) for draft in self.drafts(0) if draft.visible])

    def observe(self, function: Callable, args: tuple) -> Outcome:
        """Call a function with the reference's helpers."""
        return observe(function, args, {name: self.helper(name) for name in self.helpers})

    def _case(self, draft: Draft) -> Case:
        """Run the reference and the known mistakes on a draft."""
        case = Case(draft.name, draft.title, draft.visible, draft.args, {}, (), {}, draft.certificate)
        right = read(self.name, case, self.observe(master.reference(self.name), draft.args))
        wants = {source: _want(source, value, draft) for source, value in right.items()}
        parts = tuple(_parts(draft))
        answers = {v.name: self._answers(v, case, wants) for v in self.variants}
        mistakes = {name: answer for name, answer in answers.items() if answer is None or answer}
        return Case(draft.name, draft.title, draft.visible, draft.args, wants, parts, mistakes, draft.certificate)

    def _answers(self, variant: Variant, case: Case, wants: Mapping[str, Want]) -> dict[str, Any] | None:
        """Return the sources in which a mistake differs from the reference; None where it raises."""
        with np.errstate(all="ignore"):
            outcome = self.observe(variant.function, case.args)
        if outcome.problem is not None:
            return None
        reading = read(self.name, case, outcome)
        return {source: _answer(reading, source) for source, want in wants.items() if differ("", reading[source], want)}


def _answer(reading: Reading, source: str) -> Any:
    """Return a mistake's value as data; None for one that is not there."""
    value = reading[source]
    if isinstance(value, Fault):
        return None
    return value if isinstance(value, list) else np.asarray(value, dtype=float)


def _want(source: str, value: Any, draft: Draft) -> Want:
    """Make what a source should be from what the reference gave."""
    if isinstance(value, Fault):
        raise ValueError(f"the reference fails its own case {draft.name!r}: {value.sentence}")
    value = value if isinstance(value, list) else np.asarray(value, dtype=float)
    tolerance = draft.tolerance.get(source, draft.tolerance.get("*", 0.0))
    return Want(value, tolerance, given=draft.given.get(source))


def _parts(draft: Draft) -> list[Part]:
    """Spell out which check looks at which source."""
    parts = []
    for check, sources in draft.parts.items():
        for source in sources:
            name, at = source if isinstance(source, tuple) else (source, None)
            parts.append(Part(check, name, at))
    return parts
