"""Takes an outcome apart into named sources, one reader an exercise: what came back, what was changed, who was called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .compare import Fault, as_list, kind_of
from .lesson import Case
from .outcome import Call, Outcome

GRADIENTS = ("dWax", "dWaa", "dWya", "db", "dby")
PARAMETERS = ("Wax", "Waa", "Wya", "b", "by")


class Reading(dict):
    """Named sources of an outcome. ``fault`` stands for all that could not be read."""

    def __init__(self, fault: Fault | None = None) -> None:
        super().__init__()
        self.fault = fault or Fault("missing", "This part of the answer is missing.")

    def __missing__(self, source: str) -> Fault:
        return self.fault


def read(exercise: str, case: Case, outcome: Outcome | None) -> Reading:
    """Take one outcome apart.

    Parameters
    ----------
    exercise : str
        ``"clip"``, ``"sample"``, ``"optimize"`` or ``"model"``.
    case : Case
        The case that was asked.
    outcome : Outcome or None
        What came; None where nothing did.

    Returns
    -------
    Reading
        A mapping from source to value or Fault; it never raises on anything a student can return.
    """
    if outcome is None:
        return Reading(Fault("unanswered", "This case was not answered."))
    if outcome.problem is not None:
        where = f" ({outcome.problem.line})" if outcome.problem.line else ""
        return Reading(Fault(outcome.problem.kind, f"{outcome.problem.sentence.rstrip('.')}{where}."))
    return READERS[exercise](case, outcome)


def _nothing(function: str, what: str) -> Fault:
    """Say that a function has no result."""
    return Fault("nothing", f"{function} returned nothing; it should end with `return {what}`.")


def _read_clip(case: Case, outcome: Outcome) -> Reading:
    """Sources: the five arrays."""
    result = outcome.result
    if result is None:
        return Reading(_nothing("clip", "gradients"))
    return _arrays(result, GRADIENTS, "clip should return a dictionary")


def _arrays(result: Any, names: tuple[str, ...], sentence: str) -> Reading:
    """Read a dictionary of arrays."""
    if not isinstance(result, Mapping):
        return Reading(Fault("type", f"{sentence}; yours is {kind_of(result)}."))
    reading = Reading()
    for name in names:
        reading[name] = result[name] if name in result else Fault("missing", f'the key "{name}" is missing.')
    return reading


def _read_sample(case: Case, outcome: Outcome) -> Reading:
    """Sources: the list of indices."""
    if outcome.result is None:
        return Reading(_nothing("sample", "indices"))
    reading = Reading()
    reading["indices"] = as_list("indices", outcome.result)
    return reading


def _read_optimize(case: Case, outcome: Outcome) -> Reading:
    """Sources: the loss, the five gradients, the last state, and the five parameters as the call left them."""
    result = outcome.result
    if result is None:
        return Reading(_nothing("optimize", "loss, gradients, a[len(X)-1]"))
    if not isinstance(result, (tuple, list)) or len(result) != 3:
        count = f" of {len(result)}" if isinstance(result, (tuple, list)) else ""
        return Reading(Fault("type", f"optimize should return three things; yours is {kind_of(result)}{count}."))
    reading = _arrays(result[1], GRADIENTS, "the second result should be the dictionary of gradients")
    reading.update({name: reading[name] for name in GRADIENTS})
    reading["loss"], reading["a_last"] = result[0], result[2]
    left = _arrays(outcome.arguments[3], PARAMETERS, "parameters should stay a dictionary")
    reading.update({name: left[name] for name in PARAMETERS})
    return reading


def _read_model(case: Case, outcome: Outcome) -> Reading:
    """Sources: the trace of the calls to optimize, and the parameters that came back."""
    calls = [_bound(call) for call in outcome.calls if call.name == "optimize"]
    newline = case.args[2]["\n"]
    if not calls:
        reading = Reading(Fault("uncalled", "model never called optimize."))
    else:
        reading = Reading()
        reading["X"] = [call["X"] for call in calls]
        reading["Y"] = [call["Y"] for call in calls]
        reading["order"] = [_letters(call, newline) for call in calls]
        reading["rates"] = np.array([_number(call["learning_rate"]) for call in calls])
        reading["carried"] = _carried(calls, case.args[4])
    final = outcome.result
    if isinstance(final, (tuple, list)) and len(final):
        final = final[0]
    if final is None:
        lost: Any = _nothing("model", "parameters")
        reading.update({name: lost for name in PARAMETERS})
        reading["returned"] = lost
        return reading
    arrays = _arrays(final, PARAMETERS, "model should return the dictionary of parameters")
    reading.update({name: arrays[name] for name in PARAMETERS})
    reading["returned"] = [bool(calls) and _equal(final, calls[-1]["left"])]
    return reading


def _bound(call: Call) -> dict[str, Any]:
    """Name the arguments of a call to optimize, however they were passed."""
    names = ("X", "Y", "a_prev", "parameters", "learning_rate")
    bound: dict[str, Any] = {"learning_rate": 0.01, "X": None, "Y": None, "a_prev": None}
    bound |= dict(zip(names, call.args)) | call.kwargs
    left = dict(zip(names, call.left_args)) | call.left_kwargs
    state = call.result[2] if isinstance(call.result, (tuple, list)) and len(call.result) == 3 else None
    return bound | {"left": left.get("parameters"), "state": state}


def _letters(call: dict[str, Any], newline: int) -> list[int]:
    """Return which symbols a call is about, whatever X and Y do with them."""
    found = set()
    for name in ("X", "Y"):
        entries = as_list(name, call[name])
        if isinstance(entries, list):
            found |= {entry for entry in entries if isinstance(entry, int)}
    return sorted(found - {newline})


def _number(value: Any) -> float:
    """Return a learning rate as a float, NaN for anything else."""
    return float(value) if isinstance(value, (int, float, np.floating)) else float("nan")


def _carried(calls: list[dict[str, Any]], n_a: int) -> list[bool]:
    """Say for each call whether it started from the state that the call before it returned (zeros at first)."""
    before = [np.zeros((n_a, 1)), *(call["state"] for call in calls[:-1])]
    return [_equal(call["a_prev"], state) for call, state in zip(calls, before)]


def _equal(one: Any, other: Any) -> bool:
    """Compare arrays, or dictionaries of them, exactly."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(name in one and name in other and _equal(one[name], other[name]) for name in PARAMETERS)
    if not isinstance(one, np.ndarray) or not isinstance(other, np.ndarray):
        return False
    return one.shape == other.shape and bool(np.array_equal(one, other))


READERS: dict[str, Callable[[Case, Outcome], Reading]] = {
    "clip": _read_clip,
    "sample": _read_sample,
    "optimize": _read_optimize,
    "model": _read_model,
}
