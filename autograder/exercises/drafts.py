"""Cases and known mistakes on their way: before anything was run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.certify import Certificate
from utils.feedback.compare import Fault
from utils.feedback.lesson import Part, Want
from utils.feedback.outcome import Outcome

TOLERATED = 10.0  # bounds: any two right answers are two bounds apart at most
FINEST = 1e-10  # a tolerance below this would tell rounding from rounding


@dataclass(frozen=True)
class Variant:
    """A known mistake with the code that makes it; the code stays on this side."""

    name: str
    sentence: str
    breaks: tuple[str, ...]
    function: Callable


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
        From the reference's outcome to the proved error of each source; exact where there is none.
    only : tuple of str, optional
        The sources that are kept; all by default.
    final : tuple of str
        The sources that are the final result (see :class:`Case`).
    certify : callable, optional
        Gives the certificate where there are no bounds; called when the course is built, and for fresh cases.
    tried : callable, optional
        Measures the error where none can be proved, when the course is built; `bounds` then says what is assumed.
    exact : callable, optional
        Gives the sources with 50 digits, for a case that is written down.
    replies : callable, optional
        From the reference's outcome to what helpers answer in a notebook.
    draws : tuple, optional
        The recipe of arrays that are not written down: the seed, and the shapes in order.
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


def make_want(source: str, value: Any, draft: Draft, bound: float) -> Want:
    """Make what a source should be from what the reference gave."""
    if isinstance(value, Fault):
        raise ValueError(f"the reference fails its own case {draft.name!r}: {value.sentence}")
    at = draft.at.get(source)
    given = draft.given.get(source)
    if isinstance(value, list):
        return Want(value if at is None else [value[place] for place in at], at=at, given=given)
    value = np.asarray(value, dtype=float)
    tolerance = max(TOLERATED * bound, FINEST)
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
