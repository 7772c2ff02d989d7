"""What an exercise tells the judge about itself; each module of :mod:`utils.feedback.exercises` makes one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .cases import Case, Want
from .compare import Fault
from .outcome import Outcome
from .reading import Asked, Reading
from .sentences import Sentences

FACTS = (True, False, "early")


def unexplained(check: str, asked: Asked) -> str | None:
    """Find nothing that wrong answers have in common: their first difference is shown then."""
    return None


@dataclass(frozen=True)
class ExerciseFeedback:
    """How an exercise's outcome is read, explained and stood in for.

    Attributes
    ----------
    sentences : Sentences
        What its sources are called.
    read : callable
        From a case and the outcome of it to the sources. It may raise where a student's value is odd.
    explain : callable
        From a check that failed, and what was asked and came, to what all answers have in common; None for nothing.
    stand_ins : mapping of str to callable
        For each helper, from a visible case to the function that stands in for it in a notebook.
    presupposes : mapping of str to str
        For a check, another one that has to pass before a known mistake about the first alone is looked for.
    begins_alike : callable, optional
        For sources whose beginning decides whether they hold a known mistake: from what came, the mistake's value and
        the right one to whether it is that, and whether that shows.
    rest_right : callable, optional
        From a case, what was read, the sources that a check looks at and a mistake's answer to whether all else is
        right; without it a mistake may stand beside others.
    read_until : callable, optional
        From a case, the outcome of a call that raised and the fault that stands for that to the sources as far as they
        were seen before; without it nothing was.
    concerned : callable, optional
        From a case in which the answer raised, and what was read before it did, to the checks that this costs though
        they are right in other cases.
    calls : callable, optional
        For exercises whose work a helper does: from a case and the outcome to how many calls of it were made, and
        whether they were enough.
    """

    sentences: Sentences
    read: Callable[[Case, Outcome], Reading]
    explain: Callable[[str, Asked], str | None] = unexplained
    stand_ins: Mapping[str, Callable[[Case], Callable]] = field(default_factory=dict)
    presupposes: Mapping[str, str] = field(default_factory=dict)
    begins_alike: Callable[[Any, Any, Want], tuple[bool, bool]] | None = None
    rest_right: Callable[[Case, Reading, set[str], Mapping[str, Any]], bool] | None = None
    read_until: Callable[[Case, Outcome, Fault], Reading] | None = None
    concerned: Callable[[Case, Reading], Sequence[str]] | None = None
    calls: Callable[[Case, Outcome | None], tuple[int, bool]] | None = None


def is_fact(want: Want) -> bool:
    """Say whether a source only says yes or no."""
    return isinstance(want.value, list) and any(want.value[:1] == [said] for said in FACTS)
