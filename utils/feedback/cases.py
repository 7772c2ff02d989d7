"""The data that answers are judged against: checks, cases, what each case wants, and the mistakes we know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: What a sentence knows: which mistake was made, where Python stopped, what is plainly wrong (a type, a key, nothing
#: returned), what all answers have in common, only that and where they differ, or that the check waits for another one.
KINDS = ("mistake", "raised", "plain", "common", "seen", "waits")


@dataclass(frozen=True)
class Check:
    """One thing that an answer gets right or wrong, worth points of its own.

    ``needs`` names checks of which one must pass as well before this one counts: those that an empty answer could not
    pass.
    """

    name: str
    title: str
    points: int
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mistake:
    """A mistake that people make: one sentence that helps, and the checks that it fails.

    ``line`` describes the line of an answer that it is about, as :func:`utils.feedback.own_lines.own_line` reads it.
    ``raises`` is a pattern of the exceptions that it may end with: their type, and what numbers or names they hold.
    """

    name: str
    sentence: str
    breaks: tuple[str, ...]
    line: tuple[str, ...] = ()
    raises: str = ""


@dataclass(frozen=True)
class Want:
    """What one part of an outcome should be.

    Attributes
    ----------
    value : ndarray of float64, or list
        Numbers are compared within ``tolerance``; lists (of int, None, str, bool, lists) entry by entry, exactly.
    tolerance : float
        The largest absolute difference that a right answer can show, from the case's certificate.
    shape : tuple of int or None
        The shape of the whole array where ``at`` picks some entries of it.
    at : tuple of int or None
        Flat positions of the entries in ``value``; None for all of them.
    given : tuple or None
        Where in the arguments the array came from, so that one handed back untouched can be told.
    """

    value: Any
    tolerance: float = 0.0
    shape: tuple[int, ...] | None = None
    at: tuple[int, ...] | None = None
    given: tuple[Any, ...] | None = None


@dataclass(frozen=True)
class Part:
    """A share of a check: one source of an outcome, or some entries of it (positions within ``Want.value``)."""

    check: str
    source: str
    at: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Case:
    """One call of a student's function, and what it should do.

    Attributes
    ----------
    name, title : str
        A short name, and the kind of case in words a student may read.
    visible : bool
        Whether students hold it: then its expected values may be shown.
    args : tuple
        The arguments, plain data.
    wants : dict of str to Want
        What each source of the outcome should be.
    parts : tuple of Part
        Which check looks at which source.
    mistakes : dict of str to (dict of str to value, or None)
        For each known mistake that shows in this case, the sources in which it differs; None where it raises.
    certificate : str
        Why every right program gives this answer on every machine.
    draws : tuple or None
        Where the arrays among the arguments come from when they are too large to be written down: a seed of
        ``numpy.random`` and their shapes, in the order in which ``randn`` draws them.
    final : dict of str to Want
        What the result should be by whichever road: right there, nothing else matters (for `model`).
    group : str
        The kind of fresh case that it is one of; ``""`` for a case that is the same for everybody.
    replies : dict
        What a helper answers in a notebook: see :mod:`utils.feedback.exercises`.
    untold : bool
        Whether no known mistake's answers are written down for this case, to keep students' data small.
    chaotic : bool
        Whether rounding errors grow so much here that a known mistake's answer is only known as far as it is certain.
    """

    name: str
    title: str
    visible: bool
    args: tuple[Any, ...]
    wants: dict[str, Want] = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)
    mistakes: dict[str, dict[str, Any] | None] = field(repr=False)
    certificate: str = ""
    draws: tuple[int, tuple[tuple[int, ...], ...]] | None = None
    final: dict[str, Want] = field(default_factory=dict, repr=False)
    replies: dict[str, Any] = field(default_factory=dict, repr=False)
    group: str = ""
    chaotic: bool = False
    untold: bool = False


@dataclass(frozen=True)
class Lesson:
    """All that is known of an exercise besides its cases: the same in a notebook and in the grader.

    ``order`` is its place among the exercises, as they are taught; ``edits`` is the error model: what small edits of a
    solution do, asked only where none of the known ``mistakes`` was made.
    """

    name: str
    title: str
    checks: tuple[Check, ...]
    mistakes: tuple[Mistake, ...]
    hints: tuple[tuple[str, str], ...]
    helpers: tuple[str, ...] = ()
    order: int = 0
    edits: tuple[Mistake, ...] = ()

    @property
    def points(self) -> int:
        """The sum of the checks' points."""
        return sum(check.points for check in self.checks)


@dataclass(frozen=True)
class Verdict:
    """What became of one check: the points it is worth, and one sentence (``""`` where it passed).

    Attributes
    ----------
    check : str
        The check's name.
    passed : bool
        Whether it earns its points.
    points : int
        What it is worth.
    message : str
        Why it did not pass.
    kind : str
        How well the sentence explains: one of :data:`KINDS`; ``""`` where there is nothing to explain.
    line : str
        The line of the student's code that the sentence is about, as ``"line 7: x[idx] = 1"``; ``""`` where it is not
        known.
    """

    check: str
    passed: bool
    points: int
    message: str
    kind: str = ""
    line: str = ""

    @property
    def sentence(self) -> str:
        """The message with its line."""
        return f"{self.message} ({self.line})" if self.line else self.message
