"""Says what the wrong answers to several cases have in common: how they behave, never the right values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .cases import Case
from .compare import Fault, as_numbers, differ, show
from .explain_sample import explain_sample
from .read import Reading
from .recognise import passes
from .sentences import GRADIENTS, PARAMETERS, fact, name_of

Array = NDArray[np.float64]
Asked = Sequence[tuple[Case, Reading]]
CLOSE = 1e-7  # relative


def explain(exercise: str, check: str, cases: Sequence[Case], readings: Sequence[Reading]) -> str | None:
    """Find what all answers have in common that concerns a check.

    Parameters
    ----------
    exercise, check : str
        Whose failure is to be explained.
    cases : sequence of Case
        What was asked.
    readings : sequence of Reading
        What came.

    Returns
    -------
    str or None
        A sentence about the answers, true of all of them; None where there is nothing to say.
    """
    asked = [(case, reading) for case, reading in zip(cases, readings) if reading]
    if len(asked) < len(cases) or not asked:  # where a call had no answer, its own sentence says more
        return None
    try:
        with np.errstate(all="ignore"):
            return EXPLAINERS[exercise](check, asked)
    except (ArithmeticError, LookupError, TypeError, ValueError):  # an odd answer may go unexplained, never unjudged
        return None


def _array(reading: Reading, name: str, like: Array) -> Array | None:
    """Return a source as numbers where it has the right shape."""
    value = reading[name]
    numbers = value if isinstance(value, Fault) else as_numbers(name, value)
    return None if isinstance(numbers, Fault) or numbers.shape != like.shape else numbers


def _clip(check: str, asked: Asked) -> str | None:
    """Say what became of the entries above, below and inside."""
    rows: list[list[Array]] = []  # before, after, right, limit
    places: list[str] = []
    for case, reading in asked:
        given, limit = case.args
        for name in GRADIENTS:
            array = _array(reading, name, given[name])
            if array is None:  # a missing array or another shape has a sentence of its own
                return None
            flat = given[name].ravel()
            rows.append([flat, array.ravel(), case.wants[name].value.ravel(), np.full(flat.size, float(limit))])
            places += [f"{name_of('clip', name)}[{i}][{j}] with maxValue = {limit}" for i, j in np.ndindex(array.shape)]
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
        ("yours come back as they were", a == b),
        ("yours become 0", a == 0),
        ("yours have the wrong sign", a == -r),
        ("yours are scaled down", (np.sign(a) == np.sign(b)) & (np.abs(a) < np.abs(b))),
    )
    for story, holds in stories:
        if holds.all():
            return f"{what}; {story}."
    return f"{what}; some of yours do not."


def _kept(before: Array, after: Array, limit: Array, places: Sequence[str]) -> str | None:
    """Find the limit that was really kept: a number of its own, a multiple of the one given, or one beside it."""
    moved = (after != before) & (limit >= 1)
    kept, given = np.abs(after[moved]), limit[moved]
    if not kept.size or np.ptp(given) == 0:
        return None
    if _constant(kept) and kept[0] > 0:
        return (
            f"The limit in effect is {show(kept[0])} whatever maxValue is: use the argument, not a number written in."
        )
    times, more = kept / given, kept - given
    if _constant(times) and abs(times[0] - 1) > CLOSE:
        words = {0.5: "half of maxValue", 2.0: "twice maxValue"}
        return f"The limit in effect is {words.get(float(times[0]), f'{show(times[0])} times maxValue')}."
    if _constant(more) and abs(more[0]) > CLOSE:
        sign = "plus" if more[0] > 0 else "minus"
        return f"The limit in effect is maxValue {sign} {abs(float(more[0])):g}."
    tops = [(float(np.abs(after[limit == one]).max()), float(one)) for one in np.unique(limit[limit >= 1])]
    if all(abs(top - one) > CLOSE for top, one in tops):
        missed = np.flatnonzero((np.abs(before) > limit) & (after == before))
        if missed.size and not np.any(np.abs(more) > CLOSE):
            return f"Some entries outside the limits were not touched, e.g. {places[missed[0]]}."
        if not all(_constant(kept[given == one]) for one in np.unique(given)):
            return None
        top, one = tops[-1]
        sentence = "With maxValue = {} the largest entry is {} afterwards: the limit in effect is another one."
        return sentence.format(show(one), show(top))
    return None


def _constant(numbers: Array) -> bool:
    """Say whether numbers are all the same."""
    return bool(np.ptp(numbers) <= CLOSE * max(np.abs(numbers).max(), 1e-300))


def _optimize(check: str, asked: Asked) -> str | None:
    """Find the limit, the step and the loss that were really used."""
    if check in ("clipped", "gradients"):
        return _kept_limit(asked) or _only_some(asked, GRADIENTS, "came back")
    if check in ("update", "default"):
        return _step(asked, given=check == "update")
    if check == "loss":
        return _loss(asked)
    return None


def _only_some(asked: Asked, names: Sequence[str], what: str) -> str | None:
    """Say so where only some of five arrays are wrong."""
    wrong = [name for name in names if any(differ("optimize", name, r[name], c.wants[name]) for c, r in asked)]
    if not 0 < len(wrong) < 3:
        return None
    rest = "the other four are right" if len(wrong) == 1 else "the other three are right"
    names = " and ".join(name_of("optimize", name) for name in wrong)
    return f"Of what {what} only {names} {'is' if len(wrong) == 1 else 'are'} wrong; {rest}."


def _kept_limit(asked: Asked) -> str | None:
    """Say at which number the returned gradients are clipped: where the largest entry of several arrays is the same."""
    tops, caps, ends = [], [], [0.0]
    for case, reading in asked:
        arrays = [_array(reading, name, case.args[3][name[1:]]) for name in GRADIENTS]
        largest = [float(np.abs(array).max()) for array in arrays if array is not None]
        ends += [float(end) for array in arrays if array is not None for end in (array.min(), array.max())]
        if largest:
            tops.append(max(largest))
            if sum(abs(value - tops[-1]) <= CLOSE * tops[-1] for value in largest) > 2:
                caps.append(tops[-1])
    if caps and _constant(np.array(caps)) and max(tops) <= caps[0] * (1 + CLOSE) and abs(caps[0] - 5) > CLOSE:
        return f"The gradients that come back are clipped at {show(caps[0])}; the limit here is 5."
    low, high = min(ends) < -5 - CLOSE, max(ends) > 5 + CLOSE
    if low and not high:
        return f"Entries below -5 are not always clipped, e.g. {show(min(ends))}; those above 5 are."
    if high and not low:
        return f"Entries above 5 are not always clipped, e.g. {show(max(ends))}; those below -5 are."
    if tops and max(tops) > 5 + CLOSE:
        return f"The gradients that come back are not clipped at 5: the largest is {show(max(tops))}."
    if caps and min(caps) < 5 - CLOSE:
        return (
            f"The gradients that come back are clipped too far, at {show(min(caps))} in one case; the limit here is 5."
        )
    return None


def _step(asked: Asked, given: bool) -> str | None:
    """Say by how many times the gradients the parameters moved."""
    ratios: list[Array] = []
    still: set[str] = set()
    rates = []
    for case, reading in asked:
        if (len(case.args) > 4) is not given or any(case.wants[name].at for name in GRADIENTS):
            continue
        rates.append(case.args[4] if given else 0.01)
        for name in PARAMETERS:
            gradient, before = case.wants["d" + name].value, case.args[3][name]
            after = _array(reading, name, before)
            if after is None:
                return None
            moved = np.abs(gradient) > 1e-3
            if moved.any() and np.array_equal(before, after):
                still.add(name)
            else:
                ratios.append(((before - after)[moved] / gradient[moved]) / rates[-1])
    if still and len(still) < len(PARAMETERS):
        return f"{', '.join(name for name in PARAMETERS if name in still)} did not change."
    every = np.concatenate(ratios) if ratios else np.array([])
    if not every.size or np.ptp(every) > 1e-4 * np.abs(every).max():
        told = _same_step(ratios, rates)
        right = not any(differ("optimize", name, r[name], c.wants[name]) for c, r in asked for name in GRADIENTS)
        odd = "The gradients are right; the change of the parameters is not minus the learning rate times them."
        return told or (odd if right and every.size else None)
    if abs(every[0] - 1) < 1e-4:
        return None
    if not given and passes("optimize", "update", *_columns(asked)):
        used = show(round(float(every[0]) * 0.01, 6))
        return f"Without a learning rate the step is that of {used}; the default should stay 0.01."
    times = show(round(float(every[0]), 4))
    way = "they should be subtracted" if every[0] < 0 else "once is right"
    return f"The parameters moved by {times} times the learning rate times the gradients; {way}."


def _columns(asked: Asked) -> tuple[list[Case], list[Reading]]:
    """Take what was asked and what came apart again."""
    return [case for case, _ in asked], [reading for _, reading in asked]


def _same_step(ratios: list[Array], rates: list[float]) -> str | None:
    """Say so where the step is one number whatever the learning rate is."""
    steps = [ratio * rate for ratio, rate in zip(ratios, np.repeat(rates, len(PARAMETERS)))]
    every = np.concatenate(steps) if len(ratios) == len(rates) * len(PARAMETERS) and steps else np.array([])
    if every.size and len(set(rates)) > 1 and np.ptp(every) <= 1e-4 * np.abs(every).max():
        used = show(round(float(every[0]), 4))
        return f"The learning rate used is {used} whatever is given: use the argument learning_rate."
    return None


def _loss(asked: Asked) -> str | None:
    """Say how the loss relates to the right one."""
    ratios, lengths = [], []
    for case, reading in asked:
        value = reading["loss"]
        numbers = value if isinstance(value, Fault) else as_numbers("loss", value, scalar=True)
        if isinstance(numbers, Fault) or numbers.size != 1:
            return None
        ratios.append(float(numbers.reshape(-1)[0]) / float(case.wants["loss"].value))
        lengths.append(len(case.args[0]))
    every, length = np.array(ratios), np.array(lengths)
    if np.all(np.abs(every - 1) <= 1e-6):
        return None
    for story, relative in (("times", every), ("divided by the length of the name, times", every * length)):
        if np.ptp(relative) <= 1e-6 * np.abs(relative).max() and abs(every - 1).max() > 1e-6:
            return f"The loss is that of rnn_forward {story} {show(round(float(relative[0]), 6))}; return it as it is."
    return "The loss is not the one that rnn_forward returns for X, Y, a_prev and the parameters before the update."


def _model(check: str, asked: Asked) -> str | None:
    """Say which fact about the training fails."""
    for source in {"returned": ("chain", "returned"), "state": ("carried",)}.get(check, ()):
        for _, reading in asked:
            facts: Any = reading[source]
            if isinstance(facts, list) and any(entry is not True for entry in facts):
                place = next(k for k, entry in enumerate(facts) if entry is not True)
                return "In some run " + fact("model", source, place, facts[place])
    return None


EXPLAINERS: dict[str, Callable[[str, Asked], str | None]] = {
    "clip": _clip,
    "sample": explain_sample,
    "optimize": _optimize,
    "model": _model,
}
