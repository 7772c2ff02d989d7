"""`clip`: how its outcome is read, and what its wrong answers have in common."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..cases import Case
from ..compare import show
from ..exercise_feedback import ExerciseFeedback
from ..numbers import CLOSE, Array, array_of, is_constant
from ..outcome import Outcome
from ..reading import Asked, Reading, arrays, nothing
from ..sentences import GRADIENTS, Sentences

SENTENCES = Sentences(
    exercise="clip",
    kinds={"gradients": "dict"},
    advice=(
        (
            r"too many values to unpack \(expected 5\)",
            "The dictionary may hold more than the five arrays (rnn_backward adds da_next): take them by their names.",
        ),
        (
            r"ArrayType|(?<!g)[uU][fF]unc|'str'|<U",
            "A loop over a dictionary gives its keys, which are strings; .values() gives the arrays.",
        ),
    ),
)


def read(case: Case, outcome: Outcome) -> Reading:
    """Sources: the five arrays."""
    if outcome.result is None:
        return Reading(nothing("clip", "gradients"))
    return arrays(outcome.result, GRADIENTS, "clip should return the dictionary of gradients")


def explain(check: str, asked: Asked) -> str | None:
    """Say what became of the entries above, below and inside."""
    rows: list[list[Array]] = []  # before, after, right, limit
    places: list[str] = []
    for case, reading in asked:
        given, limit = case.args
        for name in GRADIENTS:
            array = array_of(reading, name, given[name])
            if array is None:  # a missing array or another shape has a sentence of its own
                return None
            flat = given[name].ravel()
            rows.append([flat, array.ravel(), case.wants[name].value.ravel(), np.full(flat.size, float(limit))])
            places += [
                f"{SENTENCES.name_of(name)}[{i}][{j}] with maxValue = {limit}" for i, j in np.ndindex(array.shape)
            ]
    before, after, right, limit = (np.concatenate(column) for column in zip(*rows))
    kept = _kept(before, after, limit, places)
    if check in ("above", "below", "limit") and kept:
        return kept
    regions = {
        "inside": ("Entries within the limits should stay as they are", right == before),
        "above": ("Entries above the limit should become the limit", right < before),
        "below": ("Entries below minus the limit should become minus the limit", right > before),
    }
    return _became(regions[check][0], before, after, right, regions[check][1]) if check in regions else None


def _became(what: str, before: Array, after: Array, right: Array, region: NDArray[np.bool_]) -> str | None:
    """Say what became of the entries of one region."""
    wrong = region & ~(np.abs(after - right) <= CLOSE * np.maximum(1, np.abs(right)))
    if not wrong.any():
        return None
    b, a, r = before[wrong], after[wrong], right[wrong]
    stories = (
        ("come back as they were", a == b),
        ("become 0", a == 0),
        ("have the wrong sign", a == -r),
        ("are scaled down", (np.sign(a) == np.sign(b)) & (np.abs(a) < np.abs(b))),
    )
    yours = "yours" if np.array_equal(wrong, region) else "some of yours"
    return f"{what}; {yours} {next((story for story, holds in stories if holds.all()), 'do not')}."


def _kept(before: Array, after: Array, limit: Array, places: Sequence[str]) -> str | None:
    """Find the limit that was really kept: a number of its own, a multiple of the one given, or one beside it."""
    moved = (after != before) & (limit >= 1)
    kept, given = np.abs(after[moved]), limit[moved]
    if not kept.size:
        return None
    if np.ptp(given) == 0:
        return _told_by_one(before, after, limit, kept, given)
    times, more = kept / given, kept - given
    if is_constant(kept) and kept[0] > 0:
        return _limit("number", kept[0])
    if is_constant(times) and abs(times[0] - 1) > CLOSE:
        return _limit("times", times[0])
    if is_constant(more) and abs(more[0]) > CLOSE:
        return _limit("more", more[0])
    tops = [(float(np.abs(after[limit == one]).max()), float(one)) for one in np.unique(limit[limit >= 1])]
    if all(abs(top - one) > CLOSE for top, one in tops):
        missed = np.flatnonzero((np.abs(before) > limit) & (after == before))
        if missed.size and not np.any(np.abs(more) > CLOSE):
            return f"Some entries outside the limits were not touched, e.g. {places[missed[0]]}."
        if not all(is_constant(kept[given == one]) for one in np.unique(given)):
            return None
        top, one = tops[-1]
        sentence = "With maxValue = {} the largest entry is {} afterwards: the limit in effect is another one."
        return sentence.format(show(one), show(top))
    return None


def _told_by_one(before: Array, after: Array, limit: Array, kept: Array, given: Array) -> str | None:
    """Find the limit where only one of those given moved anything: what stayed as it was tells which one it is."""
    if not is_constant(kept) or abs(kept[0] - given[0]) <= CLOSE:
        return None
    number, times, more = kept[0], kept[0] / given[0], kept[0] - given[0]
    wide = limit >= 1
    limits = {"number": (number, 0 * limit + number), "times": (times, times * limit), "more": (more, limit + more)}
    fitting = [
        (kind, value)
        for kind, (value, ends) in limits.items()
        if np.all(np.abs(np.clip(before, -ends, ends) - after)[wide] <= CLOSE * np.maximum(1, np.abs(after[wide])))
    ]
    return _limit(*fitting[0]) if len(fitting) == 1 else None


def _limit(kind: str, value: float) -> str:
    """Say which limit is in effect: a number, so many times the one given, or one beside it."""
    if kind == "number":
        return f"The limit in effect is {show(value)} whatever maxValue is: use the argument, not a number written in."
    if kind == "times":
        words = {0.5: "half of maxValue", 2.0: "twice maxValue"}
        return f"The limit in effect is {words.get(float(value), f'{show(value)} times maxValue')}."
    return f"The limit in effect is maxValue {'plus' if value > 0 else 'minus'} {abs(float(value)):g}."


def concerned(case: Case, reading: Reading) -> tuple[str, ...]:
    """Say that an exception over a sixth array, or over another order of the five, costs the check of all five."""
    return ("keys",) if list(case.args[0]) != list(GRADIENTS) else ()


FEEDBACK = ExerciseFeedback(SENTENCES, read, explain, concerned=concerned)
