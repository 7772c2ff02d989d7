"""Takes an outcome apart into named sources, one reader an exercise: what came back, what was changed, who was called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .compare import MOST, Fault, as_list, is_same, kind_of
from .lesson import Case
from .outcome import Call, Outcome
from .words import GRADIENTS, PARAMETERS


class Reading(dict):
    """Named sources of an outcome; ``fault`` stands for all that could not be read."""

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
        A mapping from source to value or Fault. Nothing that a student can return makes it raise.
    """
    if outcome is None:
        return Reading(Fault("unanswered", "this case was not answered."))
    if outcome.problem is not None:
        sentence = outcome.problem.sentence
        if outcome.problem.line:
            sentence = f"{sentence.rstrip('.')} ({outcome.problem.line})."
        return Reading(Fault(outcome.problem.kind, sentence))
    return READERS[exercise](case, outcome)


def _nothing(function: str, what: str) -> Fault:
    """Say that a function has no result."""
    return Fault("nothing", f"{function} returned nothing; it should end with `return {what}`.")


def _arrays(result: Any, names: tuple[str, ...], sentence: str) -> Reading:
    """Read a dictionary of arrays."""
    if not isinstance(result, Mapping):
        return Reading(Fault("type", f"{sentence}; yours is {kind_of(result)}."))
    reading = Reading()
    others = [str(key)[:20] for key in result if key not in names and key != "da_next"]
    has = f" (yours has {', '.join(others[:5])})" if others else ""
    for name in names:
        reading[name] = result[name] if name in result else Fault("missing", f'the key "{name}" is missing{has}.')
    return reading


def _read_clip(case: Case, outcome: Outcome) -> Reading:
    """Sources: the five arrays."""
    if outcome.result is None:
        return Reading(_nothing("clip", "gradients"))
    return _arrays(outcome.result, GRADIENTS, "clip should return the dictionary of gradients")


def _read_sample(case: Case, outcome: Outcome) -> Reading:
    """Sources: the indices, how the list ends, and whether the parameters stayed as they were."""
    if outcome.result is None:
        return Reading(_nothing("sample", "indices"))
    entries = as_list("indices", outcome.result)
    fault = entries if isinstance(entries, Fault) else _odd_entry(entries, outcome.result)
    if fault:
        return Reading(fault)
    assert isinstance(entries, list)
    newline = case.args[1]["\n"]
    inside = [place for place, entry in enumerate(entries[:-1]) if entry == newline]
    ends = bool(entries) and entries[-1] == newline
    reading = Reading()
    reading["indices"] = entries
    # A newline that is the fiftieth character may have the one of the cap behind it.
    reading["ending"] = [ends and (not inside or (inside == [49] and len(entries) == 51))]
    reading["capped"] = [ends and not inside and len(entries) == 51]
    reading["untouched"] = [len(outcome.arguments) > 0 and is_same(outcome.arguments[0], case.args[0])]
    return reading


def _odd_entry(entries: list[Any], result: Any) -> Fault | None:
    """Find the first entry that is no index."""
    for place, entry in enumerate(entries):
        if isinstance(entry, bool) or not isinstance(entry, int):
            what = kind_of(result[place])
            more = "; take the number out of it" if isinstance(entry, list) and len(entry) == 1 else ""
            more = "; the list holds indices, not characters" if isinstance(entry, str) else more
            return Fault("entry", f"indices[{place}] should be an integer; yours is {what}{more}.")
    return None


def _read_optimize(case: Case, outcome: Outcome) -> Reading:
    """Sources: the loss, the five gradients, the last state, and what the call left in its arguments."""
    result = outcome.result
    if result is None:
        return Reading(_nothing("optimize", "loss, gradients, a[len(X)-1]"))
    if not isinstance(result, (tuple, list)) or len(result) != 3:
        count = f" of {len(result)}" if isinstance(result, (tuple, list)) else ""
        what = "optimize should return three things, the loss, the gradients and the last hidden state"
        return Reading(Fault("type", f"{what}; yours is {kind_of(result)}{count}."))
    reading = Reading()
    gradients = _arrays(result[1], GRADIENTS, "the second result should be the dictionary of gradients")
    reading |= {name: gradients[name] for name in GRADIENTS}
    reading["loss"], reading["a_last"] = result[0], result[2]
    X, Y, a_prev, parameters, *_ = [*outcome.arguments, None, None, None, None]
    left = _arrays(parameters, PARAMETERS, "parameters should stay a dictionary")
    reading |= {name: left[name] for name in PARAMETERS}
    reading["untouched"] = [is_same(now, before) for now, before in zip((X, Y, a_prev), case.args)]
    return reading


def _read_model(case: Case, outcome: Outcome) -> Reading:
    """Sources: the trace of the calls to `optimize`, and the parameters that came back."""
    calls = [_bound(call) for call in outcome.calls if call.name == "optimize"][:MOST]
    reading = Reading(Fault("uncalled", "model never called optimize, and what it returned is not right either."))
    if calls:
        newline = case.args[2]["\n"]
        for source in ("X", "Y"):
            reading[source] = [as_list(source, call[source]) for call in calls]
        reading["order"] = [_letters(call, newline) for call in calls]
        reading["rates"] = np.array([_number(call["learning_rate"]) for call in calls])
        reading["carried"] = _carried(calls, case.args[4])
        reading["chain"] = _chain(calls, case)
    final = outcome.result
    if isinstance(final, (tuple, list)) and final and isinstance(final[0], Mapping):
        final = final[0]
    if final is None:
        lost = Reading(_nothing("model", "parameters"))
    else:
        lost = _arrays(final, PARAMETERS, "model should return the dictionary of parameters")
    reading |= {name: lost[name] for name in PARAMETERS}
    fault = next((value for value in lost.values() if isinstance(value, Fault)), None)
    if not isinstance(final, Mapping):
        fault = lost.fault
    if calls:
        reading["returned"] = fault or [is_same(final, calls[-1]["left"]) and isinstance(calls[-1]["left"], Mapping)]
    return reading


def _bound(call: Call) -> dict[str, Any]:
    """Name the arguments of a call to `optimize`, however they were passed."""
    names = ("X", "Y", "a_prev", "parameters", "learning_rate")
    bound = dict.fromkeys(names[:4]) | {"learning_rate": 0.01} | dict(zip(names, call.args)) | call.kwargs
    left = dict(zip(names, call.left_args)) | call.left_kwargs
    state = call.result[2] if isinstance(call.result, (tuple, list)) and len(call.result) == 3 else None
    return bound | {"left": left.get("parameters"), "state": state}


def _letters(call: dict[str, Any], newline: int) -> list[int]:
    """Return which symbols a call is about, whatever X and Y make of them."""
    found: set[int] = set()
    for name in ("X", "Y"):
        entries = as_list(name, call[name])
        if isinstance(entries, list):
            found |= {entry for entry in entries if isinstance(entry, int)}
    return sorted(found - {newline})


def _number(value: Any) -> float:
    """Return a learning rate as a float, NaN for anything else."""
    return float(value) if isinstance(value, (int, float, np.floating)) else float("nan")


def _carried(calls: list[dict[str, Any]], n_a: int) -> list[bool | str]:
    """Say for each call whether it started from the state that the call before it returned (zeros at first)."""
    zeros = np.zeros((n_a, 1))
    before = [zeros, *(call["state"] for call in calls[:-1])]
    return [_which(call["a_prev"], state, zeros) for call, state in zip(calls, before)]


def _which(came: Any, wanted: Any, first: Any) -> bool | str:
    """Say whether something is what is wanted, or else what was there at first."""
    return is_same(came, wanted) or ("first" if is_same(came, first) else False)


def _chain(calls: list[dict[str, Any]], case: Case) -> list[bool | str]:
    """Say for each call whether its parameters are those that the call before it left (the first ones at first)."""
    from .. import initialize_parameters  # here: `utils` itself imports this package

    state = np.random.get_state()
    first = initialize_parameters(case.args[4], case.args[6], case.args[6])
    np.random.set_state(state)
    before = [first, *(call["left"] for call in calls[:-1])]
    return [_which(call["parameters"], parameters, first) for call, parameters in zip(calls, before)]


READERS: dict[str, Callable[[Case, Outcome], Reading]] = {
    "clip": _read_clip,
    "sample": _read_sample,
    "optimize": _read_optimize,
    "model": _read_model,
}
