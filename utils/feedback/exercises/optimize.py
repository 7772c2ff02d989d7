"""`optimize`: how its outcome is read, which limit, step and loss were really used, and what stands in for `clip`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..cases import Case
from ..compare import Fault, as_numbers, differ, is_same, kind_of, show
from ..exercise_feedback import ExerciseFeedback
from ..numbers import CLOSE, Array, array_of, is_constant, passes
from ..outcome import Outcome
from ..reading import Asked, Reading, arrays, nothing
from ..sentences import GRADIENTS, NAMES, PARAMETERS, UNTOUCHED, Sentences

RECORDED = 1e-5  # the table's numbers have six decimals
SENTENCES = Sentences(
    exercise="optimize",
    kinds={
        "loss": "float",
        "cache": "tuple",
        **dict.fromkeys(("gradients", "parameters"), "dict"),
        **dict.fromkeys(("a", "a_prev"), "array"),
    },
    foreign={"maxValue": "The limit of clip is written in here: 5."},
    names={**NAMES, "loss": "the loss", "a_last": "the last hidden state"},
    facts={"untouched": UNTOUCHED},
    places={"untouched": ("X", "Y", "a_prev")},
    call_advice=": see the table of functions above.",
)


def read(case: Case, outcome: Outcome) -> Reading:
    """Sources: the loss, the five gradients, the last state, and what the call left in its arguments."""
    result = outcome.result
    if result is None:
        return Reading(nothing("optimize", "loss, gradients, a[len(X)-1]"))
    if not isinstance(result, (tuple, list)) or len(result) != 3:
        count = f" of {len(result)}" if isinstance(result, (tuple, list)) else ""
        what = "optimize should return three things, the loss, the gradients and the last hidden state"
        return Reading(Fault("type", f"{what}; yours is {kind_of(result)}{count}."))
    reading = Reading()
    gradients = arrays(result[1], GRADIENTS, "the second result should be the dictionary of gradients")
    reading.update((name, gradients[name]) for name in GRADIENTS)
    reading["loss"], reading["a_last"] = result[0], result[2]
    X, Y, a_prev, parameters, *_ = [*outcome.arguments, None, None, None, None]
    left = arrays(parameters, PARAMETERS, "parameters should stay a dictionary")
    reading.update((name, left[name]) for name in PARAMETERS)
    reading["untouched"] = [is_same(now, before) for now, before in zip((X, Y, a_prev), case.args)]
    return reading


def explain(check: str, asked: Asked) -> str | None:
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
    wrong = [name for name in names if any(differ(SENTENCES, name, r[name], c.wants[name]) for c, r in asked)]
    if not 0 < len(wrong) < 3:
        return None
    rest = "the other four are right" if len(wrong) == 1 else "the other three are right"
    names = " and ".join(SENTENCES.name_of(name) for name in wrong)
    return f"Of what {what} only {names} {'is' if len(wrong) == 1 else 'are'} wrong; {rest}."


def _kept_limit(asked: Asked) -> str | None:
    """Say at which number the returned gradients are clipped: where the largest entry of several arrays is the same."""
    tops, caps, ends = [], [], [0.0]
    for case, reading in asked:
        arrays = [array_of(reading, name, case.args[3][name[1:]]) for name in GRADIENTS]
        largest = [float(np.abs(array).max()) for array in arrays if array is not None]
        ends += [float(end) for array in arrays if array is not None for end in (array.min(), array.max())]
        if largest:
            tops.append(max(largest))
            if sum(abs(value - tops[-1]) <= CLOSE * tops[-1] for value in largest) > 2:
                caps.append(tops[-1])
    if caps and is_constant(np.array(caps)) and max(tops) <= caps[0] * (1 + CLOSE) and abs(caps[0] - 5) > CLOSE:
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
    still = {*PARAMETERS}  # in every case
    rates = []
    for case, reading in asked:
        if (len(case.args) > 4) is not given or any(case.wants[name].at for name in GRADIENTS):
            continue
        rates.append(case.args[4] if given else 0.01)
        for name in PARAMETERS:
            gradient, before = case.wants["d" + name].value, case.args[3][name]
            after = array_of(reading, name, before)
            if after is None:
                return None
            moved = np.abs(gradient) > 1e-3
            if moved.any() and np.array_equal(before, after):
                continue
            if moved.any():
                still.discard(name)
                ratios.append(((before - after)[moved] / gradient[moved]) / rates[-1])
    if still and len(still) < len(PARAMETERS):
        return f"{', '.join(name for name in PARAMETERS if name in still)} did not change."
    every = np.concatenate(ratios) if ratios else np.array([])
    if not every.size or np.ptp(every) > 1e-4 * np.abs(every).max():
        told = _same_step(ratios, rates)
        right = not any(differ(SENTENCES, name, r[name], c.wants[name]) for c, r in asked for name in GRADIENTS)
        odd = "The gradients are right; the change of the parameters is not minus the learning rate times them."
        return told or (odd if right and every.size else None)
    if abs(every[0] - 1) < 1e-4:
        return None
    if not given and passes(SENTENCES, "update", *_columns(asked)):
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
    if len(every) < 2:  # one number is any number's multiple
        return None
    if np.all(np.abs(every - 1) <= 1e-6):
        return None
    for story, relative in (("times", every), ("divided by the length of the name, times", every * length)):
        if np.ptp(relative) <= 1e-6 * np.abs(relative).max() and abs(every - 1).max() > 1e-6:
            return f"The loss is that of rnn_forward {story} {show(round(float(relative[0]), 6))}; return it as it is."
    return "The loss is not the one that rnn_forward returns for X, Y, a_prev and the parameters before the update."


def rest_right(case: Case, reading: Reading, looked_at: set[str], theirs: Mapping[str, Any]) -> bool:
    """Say whether all else is right: what the check looks at, and the gradients where the parameters moved."""
    others = looked_at - {"untouched"}
    if any(name in theirs and not is_same(reading[name], case.args[3][name]) for name in PARAMETERS):
        others |= {*GRADIENTS}
    return not any(differ(SENTENCES, name, reading[name], case.wants[name]) for name in others - {*theirs})


def recorded_clip(case: Case) -> Callable:
    """Answer from a table: for the recorded gradients and some limits, the places where they change, and to what.

    Some of the arrays may be handed in alone, or under other keys. Of any other array, and at other limits, what is too
    large comes back as zero: so a step that hands it in shows, and shows that it clips.
    """
    table = case.replies["clip"]

    def clip(gradients: Any, maxValue: Any) -> Any:
        pairs = list(zip(gradients.values(), gradients))  # asks for what a right one asks for first
        after: Mapping[str, Any] = next((after for limit, after in table["after"] if limit == maxValue), {})
        for array, name in pairs:
            if isinstance(array, np.ndarray):
                _change(array, maxValue, *after.get(_told(name, array, table["before"]), ([], [])))
        return gradients

    return clip


def _told(key: str, array: Any, before: Mapping[str, Any]) -> str:
    """Say which of the recorded arrays stands under a key: the one of that name, or any under another; else ""."""
    names = [key] if key in before else before
    return next((name for name in names if _recorded(array, *before[name])), "")


def _change(array: Any, limit: float, places: list[int], numbers: Any) -> None:
    """Put the recorded numbers where they belong, and zero where any other is too large: nobody looks there."""
    flat = array.reshape(-1).copy()
    flat[np.abs(flat) > limit] = 0.0
    flat[places] = numbers
    array[...] = flat.reshape(array.shape)


def _recorded(array: Any, places: list[int], numbers: Any) -> bool:
    """Say whether an array has the recorded numbers."""
    flat = np.asarray(array, dtype=float).reshape(-1)
    return flat.size > max(places) and bool(np.all(np.abs(flat[places] - numbers) <= RECORDED))


FEEDBACK = ExerciseFeedback(
    SENTENCES,
    read,
    explain,
    stand_ins={"clip": recorded_clip},
    presupposes={"default": "update"},  # a step that is wrong with any learning rate says nothing about the default
    rest_right=rest_right,
)
