"""Cases and known mistakes on their way: before anything was run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.certify.certificate import Certificate, Unsafe, rounded_up
from utils.feedback.cases import Part, Want
from utils.feedback.compare import Fault
from utils.feedback.outcome import Outcome

TOLERATED = 10.0  # bounds: any two right answers are two bounds apart at most
FINEST = 1e-10  # a tolerance below this would tell rounding from rounding


@dataclass(frozen=True)
class Variant:
    """A known mistake with the code that makes it; the code stays on this side.

    The rest is as in a :class:`utils.feedback.cases.Mistake`.
    """

    name: str
    sentence: str
    breaks: tuple[str, ...]
    function: Callable
    line: tuple[str, ...] = ()
    raises: str = ""


@dataclass(frozen=True)
class Draft:
    """A case before anything was run.

    Attributes
    ----------
    name, title, visible, args
        As in a :class:`Case`.
    parts : dict of str to sequence of (str or (str, positions))
        Which checks look at which sources, and at which entries of them.
    at : dict of str to tuple of int
        Sources of which only some entries are looked at.
    given : dict of str to tuple
        Where in the arguments a source came from.
    bounds : callable, optional
        From the reference's outcome to the proved error of each source; 0 where nothing is rounded on the way to it.
    only : tuple of str, optional
        The sources that are kept; all by default.
    final : tuple of str
        The sources that are the final result (see :class:`Case`).
    certify : callable, optional
        Gives the certificate where there are no bounds; called when the course is built, and for fresh cases. A draft
        without bounds and without this is refused.
    tried : callable, optional
        Measures the error where none can be proved, when the course is built; `bounds` then says what is assumed.
    exact : callable, optional
        Gives the sources with 50 digits, for a case that is written down.
    replies : callable, optional
        From the reference's outcome to what helpers answer in a notebook.
    draws : tuple, optional
        The recipe of arrays that are not written down: the seed, and the shapes in order.
    untold : bool
        As in a :class:`Case`.
    chaotic : bool
        As in a :class:`Case`.
    """

    name: str
    title: str
    visible: bool
    args: tuple[Any, ...]
    parts: Mapping[str, Sequence[str | tuple[str, tuple[int, ...]]]]
    at: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    given: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    bounds: Callable[[Outcome], Mapping[str, float]] | None = None
    only: tuple[str, ...] | None = None
    final: tuple[str, ...] = ()
    certify: Callable[[], Certificate] | None = None
    tried: Callable[[], float] | None = None
    exact: Callable[[], Mapping[str, np.ndarray]] | None = None
    replies: Callable[[Outcome], dict[str, Any]] | None = None
    draws: tuple[int, tuple[tuple[int, ...], ...]] | None = None
    chaotic: bool = False
    untold: bool = False


def offered(exercise: str, draft: Draft, outcome: Outcome, sources: Iterable[str]) -> Mapping[str, float]:
    """Return how far right answers may be apart in each source, as the draft proves or assumes it.

    Parameters
    ----------
    exercise : str
        Its name, for the error.
    draft : Draft
        Gives the bounds.
    outcome : Outcome
        The reference's.
    sources : iterable of str
        What the reference's answer was taken apart into.

    Returns
    -------
    mapping of str to float
        Empty where the draft gives a certificate in place of bounds.

    Raises
    ------
    Unsafe
        Where the draft offers neither proof nor trial, or none for one of its sources.
    """
    what = f"{exercise}, {draft.title}"
    if draft.bounds is None and draft.certify is None:
        trial = " A trial alone does not do: bounds say what it has to confirm." if draft.tried else ""
        raise Unsafe(
            f"{what}: this case offers no proof (bounds or certify) and no trial (tried), so nothing says that right "
            "answers agree on every machine. Give its draft `bounds` (0 for what is not rounded), bounds that `tried` "
            f"confirms, or `certify`.{trial}"
        )
    bounds = draft.bounds(outcome) if draft.bounds else {}
    kept = [source for source in sources if draft.only is None or source in draft.only]
    missing = [source for source in kept if source not in bounds] if draft.certify is None else []
    if missing:
        raise Unsafe(
            f"{what}: the bounds say nothing about {', '.join(missing)}. Give each a bound; 0 says that nothing is "
            "rounded on the way to it."
        )
    odd = [source for source, bound in bounds.items() if not bound >= 0]
    if odd:
        raise Unsafe(f"{what}: the bound of {', '.join(odd)} is no number from 0 on.")
    return bounds


def make_want(source: str, value: Any, draft: Draft, bound: float) -> Want:
    """Make what a source should be from what the reference gave."""
    if isinstance(value, Fault):
        raise ValueError(f"the reference fails its own case {draft.name!r}: {value.sentence}")
    at = draft.at.get(source)
    given = draft.given.get(source)
    if isinstance(value, list):
        return Want(value if at is None else [value[place] for place in at], at=at, given=given)
    value = np.asarray(value, dtype=float)
    tolerance = rounded_up(max(TOLERATED * bound, FINEST), f"{draft.title}: the tolerance of {source}")
    if at is None:
        return Want(value, tolerance, given=given)
    return Want(value.reshape(-1)[list(at)], tolerance, value.shape, at, given)


def make_parts(draft: Draft) -> list[Part]:
    """Spell out which check looks at which source."""
    parts = []
    for check, sources in draft.parts.items():
        for source in sources:
            name, at = source if isinstance(source, tuple) else (source, None)
            parts.append(Part(check, name, at))
    return parts
