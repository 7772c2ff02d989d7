"""Reads what the calls to `optimize` in a training run show, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .cases import Case
from .compare import MOST, Fault, as_list, is_same, kind_of
from .outcome import Call, Outcome
from .reading import Reading
from .training_names import Names

HELPER = "optimize"
ARGUMENTS = ("X", "Y", "a_prev", "parameters", "learning_rate")
ONCE = Fault("unseen", "optimize was called once, so that nothing shows what goes from one step to the next.")
Step = dict[str, Any]  # the arguments of a call by their names, and what it left and returned
Fact = bool | str  # True where something is as it should be, else a word for what it is, or False


def steps_of(outcome: Outcome) -> list[Step]:
    """Return the calls to `optimize`, with their arguments by name, however they were passed.

    Parameters
    ----------
    outcome : Outcome
        What came of a training run.
    """
    return [_bound(call) for call in outcome.calls if call.name == HELPER]


def read_steps(reading: Reading, case: Case, every: list[Step]) -> None:
    """Read what the steps of a run show."""
    calls, told = every[:MOST], Names(case)
    order = [told.symbols(call) for call in every]
    for source in ("X", "Y"):
        reading[source] = told.own(source, [as_list(source, call[source]) for call in calls], order)
    reading["order"] = told.unsaid(order)
    rates = np.array([_number(call["learning_rate"]) for call in every])
    same = np.full(case.args[3], rates[0]) if np.all(rates == rates[0]) else rates
    reading["rates"] = _misplaced("learning_rate", every) or same
    reading["carried"] = _misplaced("a_prev", calls) or _all_right(_carried(calls, case.args[4]), case)
    reading["chain"] = _misplaced("parameters", calls) or _all_right(_chain(calls, case), case)


def read_first_steps(case: Case, every: list[Step], fault: Fault) -> Reading:
    """Read what the steps of a run show that raised: all that is wrong in them, and what they show to be right.

    Parameters
    ----------
    case : Case
        The run.
    every : list of dict
        Its steps.
    fault : Fault
        The exception: it stands for what only a whole run shows.
    """
    reading = Reading(fault)
    if not every:
        return reading
    read_steps(reading, case, every)
    finished = [call for call in every if call["state"] is not None]
    later = Reading(fault)
    if finished:
        read_steps(later, case, finished)
    for source in ("rates", "carried", "chain"):
        reading[source] = later[source]
    for source, enough in {"order": None, "rates": 1, "carried": 2, "chain": None}.items():
        facts, count = reading[source], len(every) if source == "order" else len(finished)
        if isinstance(facts, Fault):
            reading[source] = fault if facts is ONCE else facts
            continue
        facts, wanted = list(facts)[:count], list(case.wants[source].value)
        if facts == wanted[:count] and (enough is None or count < enough):
            reading[source] = fault
        else:
            whole = [*facts, *wanted[count:]]
            reading[source] = np.array(whole) if source == "rates" else whole
    reading["returned"] = fault
    return reading


def _bound(call: Call) -> Step:
    """Name the arguments of a call to `optimize`, however they were passed."""
    bound = dict.fromkeys(ARGUMENTS[:4]) | {"learning_rate": 0.01} | dict(zip(ARGUMENTS, call.args)) | call.kwargs
    left = dict(zip(ARGUMENTS, call.left_args)) | call.left_kwargs
    state = call.result[2] if isinstance(call.result, (tuple, list)) and len(call.result) == 3 else None
    return bound | {"left": left.get("parameters"), "state": state}


def _number(value: Any) -> float:
    """Return a learning rate as a float, NaN for anything else."""
    if isinstance(value, np.ndarray) and value.size == 1 and value.dtype.kind in "iuf":
        value = value.item()
    return float(value) if isinstance(value, (int, float, np.floating)) else float("nan")


def _misplaced(name: str, calls: list[Step]) -> Fault | None:
    """Say so where an argument is of a kind that it cannot be, most often since it belongs in another place."""
    kinds: dict[str, Any] = {
        "a_prev": np.ndarray,
        "parameters": Mapping,
        "learning_rate": (int, float, np.number, np.ndarray),
    }
    for j, call in enumerate(calls):
        value = call[name]
        if isinstance(value, kinds[name]) and (name != "learning_rate" or np.size(value) == 1):
            continue
        sentence = f"{name} of optimize is {kind_of(value)}"
        if isinstance(value, (Mapping, np.ndarray, float)) and j == 0:
            sentence += f": the order of the arguments is {', '.join(ARGUMENTS)}"
        elif isinstance(value, (Mapping, np.ndarray, float)) and name != "learning_rate":
            sentence += " from the second call on: optimize returns the loss, the gradients and the last hidden state"
        elif name == "learning_rate":
            sentence += "; it should be a number"
        return Fault("type", f"{sentence}.")
    return None


def _carried(calls: list[Step], n_a: int) -> list[Fact]:
    """Say for each call whether it started from the state that the call before it returned (zeros at first)."""
    zeros = np.zeros((n_a, 1))
    before = [zeros, *(call["state"] for call in calls[:-1])]
    return [which(call["a_prev"], state, zeros) for call, state in zip(calls, before)]


def _chain(calls: list[Step], case: Case) -> list[Fact]:
    """Say for each call whether its parameters are those that the call before it left (the first ones at first)."""
    first = first_parameters(case)
    before = [first, *(call["left"] for call in calls[:-1])]
    return [which(call["parameters"], parameters, first) for call, parameters in zip(calls, before)]


def _all_right(facts: list[Fact], case: Case) -> list[Fact] | Fault:
    """Count facts that are all right as often as there should be steps, if there were two at least to tell from."""
    steps = case.args[3]
    if any(entry is not True for entry in facts):
        return facts
    return [True] * steps if len(facts) >= min(2, steps) else ONCE


def which(came: Any, wanted: Any, first: Any) -> Fact:
    """Say whether something is what is wanted, or else what was there at first, or of another shape."""
    if is_same(came, wanted):
        return True
    if not _same_shape(came, first):
        return "shape"
    return "first" if is_same(came, first) else False


def _same_shape(one: Any, other: Any) -> bool:
    """Compare the shapes of arrays, or of dictionaries of them."""
    if isinstance(other, Mapping):
        return isinstance(one, Mapping) and all(name in one and _same_shape(one[name], other[name]) for name in other)
    return isinstance(one, np.ndarray) and one.shape == other.shape


def first_parameters(case: Case) -> dict[str, Any]:
    """Return the parameters that training starts from, and leave the random numbers as they were."""
    from .. import initialize_parameters  # here: `utils` itself imports this package

    state = np.random.get_state()
    first = initialize_parameters(case.args[4], case.args[6], case.args[6])
    np.random.set_state(state)
    return first
