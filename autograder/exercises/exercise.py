"""What the exercises share: cases made by running the reference, and verdicts on what was answered."""

from __future__ import annotations

import contextlib
import io
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from autograder.certify.portable import Generator
from autograder.certify.proofs import Certificate, Unsafe
from autograder.exercises import masters
from utils.feedback.cases import Case, Check, Lesson, Mistake, Verdict
from utils.feedback.exercises.registry import helpers as standins
from utils.feedback.exercises.registry import read
from utils.feedback.fixtures import dumps
from utils.feedback.observe import observe
from utils.feedback.outcome import Outcome
from utils.feedback.reading import Reading

from .case_spec import FINEST, TOLERATED, Draft, Variant, make_parts, make_want, offered
from .edits import Edit, edited, lines
from .error_model import Kept, keep, told, with_edits
from .fresh_cases import Kind, silent
from .mistake_answers import Run, certain, differing, distance
from .rounding import settled
from .verdicts import verdicts_of

TRIES = 200  # how often a fresh case is drawn again when it is not safe, or a known mistake does not show
ROUGHEST = 1e-6  # a case whose answer is not known better than this is not used


@dataclass(frozen=True)
class Exercise:
    """A graded exercise: its checks, its cases, and the verdicts on what a submission answered.

    Its title, its place, its helpers and its hints are what ``exercise.toml`` says.

    Attributes
    ----------
    seeded : callable
        Returns the drafts that are the same for everybody.
    fresh : callable
        From a RandomState and the number of a kind to a draft; raises Unsafe where it must be drawn again.
    kinds : tuple of Kind
        The kinds of fresh cases.
    draws : int
        How many cases of each kind a run gets.
    variants, edits : tuple of Variant, tuple of Edit
        The known mistakes that were written by hand, and the error model.
    """

    name: str
    checks: tuple[Check, ...]
    seeded: Callable[[], list[Draft]]
    fresh: Callable[[np.random.RandomState, int], Draft]
    kinds: tuple[Kind, ...]
    draws: int
    variants: tuple[Variant, ...]
    edits: tuple[Edit, ...] = ()

    @property
    def title(self) -> str:
        """The notebook's title."""
        return self.lesson.title

    @property
    def helpers(self) -> tuple[str, ...]:
        """The names of the earlier answers that are handed in."""
        return self.lesson.helpers

    @property
    def points(self) -> int:
        """The sum of the checks' points."""
        return self.lesson.points

    @cached_property
    def lesson(self) -> Lesson:
        """What judging needs besides the cases, without any code."""
        mistakes = tuple(Mistake(v.name, v.sentence, v.breaks, v.line, v.raises) for v in self.variants)
        said = masters.description(self.name)
        hints = tuple((check, hint) for check, hint in said["hints"])
        return Lesson(self.name, said["title"], self.checks, mistakes, hints, tuple(said["helpers"]), said["order"])

    @cached_property
    def told(self) -> Lesson:
        """The lesson with the edits that the students' data knows, so that both say the same."""
        return told(self.lesson, self.edits)

    @cached_property
    def _functions(self) -> dict[str, Callable]:
        return {variant.name: variant.function for variant in self.variants}

    def _function(self, name: str) -> Callable:
        """Return a known mistake's code; an edit's is made when it is first asked."""
        if name not in self._functions:
            self._functions[name] = edited(self.name, next(edit for edit in self.edits if edit.name == name))
        return self._functions[name]

    @cached_property
    def _known(self) -> dict[tuple[str, str, bytes], Mapping[str, Any] | None]:
        return {}

    def cases(self, secret: int) -> list[Case]:
        """Return the visible, the seeded hidden and the fresh cases; the last are drawn from the secret.

        Parameters
        ----------
        secret : int
            The run's secret, 0 or more. The same secret gives the same cases.

        Returns
        -------
        list of Case
            Plain data: they can be pickled.

        Raises
        ------
        Unsafe
            Where a seeded case is not certified, or no fresh one could be.
        """
        seeded = [self._build(draft)[0] for draft in self.seeded()]
        fresh = [self._fresh(secret, number, turn) for turn in range(self.draws) for number in range(len(self.kinds))]
        return [*seeded, *fresh]

    def verdicts(self, cases: Sequence[Case], outcomes: Sequence[Outcome | None], source: str = "") -> list[Verdict]:
        """Judge what a submission answered: one verdict a check, in order, a fail where nothing shows otherwise.

        In the source, the student's cell, the line is found that a mistake is about.
        """
        with np.errstate(all="ignore"):
            return verdicts_of(self.told, cases, outcomes, self.answers, source)

    def helper(self, name: str) -> Callable:
        """Return the reference of another exercise, to be handed in."""
        if name not in self.helpers:
            raise KeyError(f"{self.name} uses no helper called {name!r}; it uses {', '.join(self.helpers) or 'none'}.")
        return masters.reference(name)

    @property
    def _helpers(self) -> dict[str, Callable]:
        return {name: self.helper(name) for name in self.helpers}

    def observe(
        self, function: Callable, args: Sequence[Any], helpers: Mapping[str, Callable] | None = None
    ) -> Outcome:
        """Call a function in this process, without its prints, with the reference's helpers if no others are given."""
        with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            return observe(function, args, self._helpers if helpers is None else helpers)

    def answers(self, mistake: Mistake, case: Case) -> Mapping[str, Any] | None:
        """Return a known mistake's answer to a case: the sources that differ from what is wanted, None if it raises.

        It is found by running the mistake, once a process for each case; a case is told by what it holds, since two
        runs draw fresh cases of the same names.
        """
        key = (mistake.name, case.name, pickle.dumps((case.args, case.wants, case.final)))
        if key not in self._known:
            ask = certain if case.chaotic else _asked
            self._known[key] = ask(self.name, case, self._runner(self._function(mistake.name), self._helpers))
        return self._known[key]

    def fixture(self) -> str:
        """Return the visible cases, with what the known mistakes answer, as the JSON text that goes to students.

        The same bytes on every machine: expected numbers come from runs with 50 digits, tolerances and known mistakes'
        answers from portable arithmetic, and what could be rounded or drawn otherwise elsewhere is refused.
        """
        drafts = self.seeded()
        cases = [self._written(draft) for draft in drafts if draft.visible]
        with np.errstate(all="ignore"):
            kept = self._kept([self._build(draft)[0] for draft in drafts])
        return dumps(*with_edits(self.lesson, cases, kept))

    def _kept(self, seeded: Sequence[Case]) -> list[Kept]:
        """Run the error model on all seeded cases."""
        return keep(
            self.lesson,
            [Mistake(edit.name, edit.sentence, (), lines(self.name, edit)) for edit in self.edits],
            seeded,
            lambda name, case: self._runner(self._function(name), standins(self.lesson, case)),
            lambda name, case: self.observe(self._function(name), case.args),
        )

    def certificates(self) -> list[tuple[str, Certificate]]:
        """Return the certificate of every seeded case, its margin from the nearest known mistake included."""
        return [(draft.title, self._margin(draft, *self._build(draft))) for draft in self.seeded()]

    def _fresh(self, secret: int, number: int, turn: int) -> Case:
        """Draw a fresh case, again and again until one is safe and tells the known mistakes of its kind."""
        kind = self.kinds[number]
        for attempt in range(TRIES):
            words = np.random.SeedSequence([secret, number, turn, attempt]).generate_state(4)
            try:
                draft = self.fresh(Generator(words), number)
                case, bounds = self._build(replace(draft, name=f"{draft.name} {words[0]:08x}{words[1]:08x}"))
                case = replace(case, certificate=str(self._margin(draft, case, bounds)), group=kind.name)
            except Unsafe:
                continue
            if not silent(kind, self.lesson, case, self.answers):
                return case
        raise Unsafe(f"{self.name}: no safe fresh case in {TRIES} draws.")

    def _build(self, draft: Draft) -> tuple[Case, Mapping[str, float]]:
        """Run the reference on a draft; return the case and the bound of each source."""
        case = Case(draft.name, draft.title, draft.visible, draft.args, {}, (), {})
        outcome = self.observe(masters.reference(self.name), draft.args)
        right = read(self.name, case, outcome)
        bounds = offered(self.name, draft, outcome, right)
        largest = max(bounds.values(), default=0.0)
        if not TOLERATED * largest <= ROUGHEST:
            raise Unsafe(
                f"{self.name}, {draft.title}: right answers may be {largest:.1e} apart, "
                f"and {ROUGHEST / TOLERATED:.0e} is the most that is allowed."
            )
        wants = {
            source: make_want(source, value, draft, bounds.get(source, 0.0))
            for source, value in right.items()
            if draft.only is None or source in draft.only
        }
        replies = draft.replies(outcome) if draft.replies else {}
        final = {source: wants.pop(source) for source in draft.final}
        case = replace(
            case,
            wants=wants,
            final=final,
            parts=tuple(make_parts(draft)),
            draws=draft.draws,
            replies=replies,
            chaotic=draft.chaotic,
            untold=draft.untold,
        )
        return case, bounds

    def _margin(self, draft: Draft, case: Case, bounds: Mapping[str, float]) -> Certificate:
        """Certify a case: as its draft says, or by the distance of the nearest known mistake.

        Whatever was proved, the reference is tried as well: moved arguments must not change what it answers.
        """
        what = f"{self.name}, {draft.title}"
        if certain(self.name, case, self._runner(masters.reference(self.name), self._helpers)):
            raise Unsafe(f"{what}: the solution's own answer changes when the arguments move a little.")
        if case.chaotic:
            for mistake in self.lesson.mistakes:
                self.answers(mistake, case)  # refuses what is not certain
        if draft.certify is not None:
            return draft.certify().demanded(what)
        how, seen = ("tried", draft.tried()) if draft.tried is not None else ("proved", 0.0)
        if not seen <= FINEST:
            raise Unsafe(f"{what}: runs in another order differ by {seen:.1e}; {FINEST:.0e} was assumed.")
        wants = {**case.wants, **case.final}
        worst = Certificate(how, max(bounds.values(), default=0.0), np.inf).rounded(what)
        for mistake in self.lesson.mistakes:
            theirs = self.answers(mistake, case) or {}
            numbers = {s: value for s, value in theirs.items() if not isinstance(wants[s].value, list)}
            found = [
                Certificate(how, bounds.get(s, 0.0), distance(value, wants[s])).rounded(f"{what}, {mistake.name}, {s}")
                for s, value in numbers.items()
            ]
            if found:
                worst = min(worst, max(found))
        return worst.demanded(what)

    def _runner(self, function: Callable, helpers: Mapping[str, Callable]) -> Run:
        """Let a function answer cases in this process, with the reference's helpers or with a notebook's stand-ins."""

        def run(case: Case) -> Reading | None:
            outcome = self.observe(function, case.args, helpers)
            return None if outcome.problem is not None else read(self.name, case, outcome)

        return run

    def _written(self, draft: Draft) -> Case:
        """Make a case whose numbers are the same on every machine, with the known mistakes' answers in it."""
        case, bounds = self._build(draft)
        case = replace(case, certificate=str(self._margin(draft, case, bounds)))
        mistakes = {}
        for mistake in () if case.untold else self.lesson.mistakes:
            run = self._runner(self._functions[mistake.name], standins(self.lesson, case))
            mistakes[mistake.name] = certain(self.name, case, run)
        shown = {name: theirs for name, theirs in mistakes.items() if theirs is None or theirs}
        exact = draft.exact() if draft.exact else {}
        return settled(case, exact, shown)


def _asked(exercise: str, case: Case, run: Run) -> Mapping[str, Any] | None:
    """Return what an answer differs in, without a trial: where rounding errors do not grow."""
    return differing(exercise, case, run(case))
