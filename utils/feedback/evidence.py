"""Which checks a call that raised costs: what was judged stays judged, and what nothing shows is not ticked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from .cases import Case
from .reading import Reading

# Kinds of difference that say that something could not be seen, not that it is wrong.
UNSEEN = ("raised", "unseen")
NOT_JUDGED = "not judged before this is mended: "

MOSTLY = 0.5  # of the cases: where so many show a check, it is judged by them

Concerned = Callable[[Case, Reading], Sequence[str]]


class Located(Protocol):
    """Something that was found in a case."""

    @property
    def case(self) -> Case:
        """The case."""


def share_of_cases(check: str, cases: Sequence[Case], failures: Sequence[Located]) -> float:
    """Return in which share of the cases that a check looks at something was found.

    Parameters
    ----------
    check : str
        The check's name.
    cases : sequence of Case
        All that were asked.
    failures : sequence
        What was found, with its cases.
    """
    looking = [id(case) for case in cases if any(part.check == check for part in case.parts)]
    found = {id(failure.case) for failure in failures}
    return sum(case in found for case in looking) / max(1, len(looking))


def unproven(check: str, cases: Sequence[Case], unseen: Sequence[Located]) -> bool:
    """Say whether most cases that a check looks at could not be seen, so that the rest proves too little.

    The parameters are those of :func:`share_of_cases`.
    """
    return share_of_cases(check, cases, unseen) > MOSTLY


def checks_lost(
    found: Mapping[str, Sequence[Any]],
    unseen: Mapping[str, Sequence[Located]],
    cases: Sequence[Case],
    readings: Sequence[Reading],
    concerned: Concerned | None,
) -> set[str]:
    """Return the checks that what could not be seen costs.

    Parameters
    ----------
    found : mapping of str to sequence
        By check, what was seen to be wrong.
    unseen : mapping of str to sequence
        By check, what could not be seen.
    cases, readings : sequence of Case, sequence of Reading
        What was asked, and what came.
    concerned : callable or None
        From a case in which the answer raised, and what was read before it did, to the checks that this costs though
        they are right elsewhere.

    Returns
    -------
    set of str
        The checks that most cases do not show, and those that an exception is about. Where these are none and nothing
        is wrong either, all checks that look at the cases in question: an exception is never without a price.
    """
    about: set[tuple[int, str]] = set()
    for case, reading in zip(cases, readings):
        if concerned is not None and reading.fault.kind == "raised":
            about |= {(id(case), check) for check in concerned(case, reading)}
    lost = {
        check
        for check, failures in unseen.items()
        if failures
        and not found[check]
        and (unproven(check, cases, failures) or any((id(failure.case), check) in about for failure in failures))
    }
    if lost or any(found.values()):
        return lost
    return {check for check, failures in unseen.items() if failures}
