"""`model`: reads the trace of a training run, each call that it made to `optimize`, and what came back in the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..cases import Case
from ..compare import MOST, Fault, as_list, is_same, kind_of
from ..exercise_feedback import ExerciseFeedback
from ..outcome import Call, Outcome
from ..reading import Asked, Reading, arrays, nothing
from ..sentences import NAMES, PARAMETERS, Sentences
from ..training_stand_ins import empty_sample, made_up_optimize

HELPER = "optimize"
STEPS = ("X", "Y", "order", "rates", "carried", "chain")
UNCALLED = (
    "model never called optimize: make X and Y of each name and hand them to optimize, once a step; "
    "what else may train a network is not looked at."
)
ARGUMENTS = ("X", "Y", "a_prev", "parameters", "learning_rate")
SENTENCES = Sentences(
    exercise="model",
    kinds={
        **dict.fromkeys(("parameters", "gradients", "char_to_ix", "ix_to_char"), "dict"),
        **dict.fromkeys(("examples", "X", "Y"), "list"),
        **dict.fromkeys(("index", "idx"), "int"),
        "curr_loss": "float",
        "a_prev": "array",
    },
    foreign={
        "learning_rate": "model has no such argument: the learning rate here is 0.01.",
        "clip": "Clipping is done within optimize: call optimize(X, Y, a_prev, parameters, 0.01), once a step.",
        "rnn_forward": "The whole step is what optimize does: call it once a step.",
    },
    names={**NAMES, "rates": "the learning rate handed to optimize"},
    entries={"X": "X in step j = {}", "Y": "Y in step j = {}", "order": "the indices in step j = {}"},
    facts={
        "carried": "step j = {} should start from the hidden state that optimize returned before it (zeros at first).",
        "chain": "step j = {} should go on with the parameters of the step before (of initialize_parameters at first).",
        "returned": "the parameters that model returns should be those that the last call of optimize left.",
    },
    told={
        ("carried", "first"): "step j = {} starts from zeros, not from the hidden state that optimize returned before "
        "it.",
        ("carried", "shape"): "the hidden state handed to optimize in step j = {} has another shape than (n_a, 1).",
        ("chain", "first"): "step j = {} starts from the first parameters again: call initialize_parameters once, "
        "before the loop, and give optimize the dictionary itself, not a copy.",
        ("chain", "shape"): "the parameters in step j = {} have other sizes than n_a hidden units and vocab_size "
        "symbols.",
        ("returned", "first"): "the parameters that come back are those of the start, not the learned ones.",
        ("returned", "shape"): "the parameters that come back have other sizes than those that were trained.",
    },
    closed={
        "X": "{} should be None and then the index of every letter of the name",
        "Y": "{} should be X moved one place to the left: the index of every letter of the name, and then the "
        "newline's",
        "order": "step j = {1} should train on examples[j % len(examples)], one name after the other and round again",
        "rates": "the learning rate should be 0.01 in every step",
    },
    steps=STEPS,
    length_first=("order",),
    step_count=lambda came, wanted: (
        f"optimize was called {came} time{'s' * (came != 1)}, and num_iterations is {wanted}."
    ),
    advice=(
        (
            r"KeyError: '[A-Z ]'",
            "char_to_ix knows lower-case letters and the newline: strip every line and make it lower case.",
        ),
        (r"OSError|FileNotFound", "The text is given as the argument data; no file is needed."),
    ),
)
Fact = bool | str  # True where something is as it should be, else a word for what it is, or False


def read(case: Case, outcome: Outcome) -> Reading:
    """Take a training run apart.

    Parameters
    ----------
    case : Case
        The case that was asked.
    outcome : Outcome
        What came, with the calls to `optimize`.

    Returns
    -------
    Reading
        ``X``, ``Y``, ``order`` (which symbols each call is about), ``rates``, and the facts ``carried``, ``chain`` and
        ``returned``, each judged for itself; and the parameters that came back.
    """
    every = [_bound(call) for call in outcome.calls if call.name == HELPER]
    calls = every[:MOST]
    reading = Reading(Fault("uncalled", UNCALLED))
    if calls:
        names = _names(case)
        reading["order"] = [_symbols(call, case.args[2]["\n"], names) for call in every]
        for source in ("X", "Y"):
            reading[source] = _own_name(
                source, [as_list(source, call[source]) for call in calls], reading["order"], case, names
            )
        rates = np.array([_number(call["learning_rate"]) for call in every])
        same = np.full(case.args[3], rates[0]) if np.all(rates == rates[0]) else rates
        reading["rates"] = _misplaced("learning_rate", every) or same
        reading["carried"] = _misplaced("a_prev", calls) or _all_right(_carried(calls, case.args[4]), case)
        reading["chain"] = _misplaced("parameters", calls) or _all_right(_chain(calls, case), case)
    final = outcome.result
    if isinstance(final, (tuple, list)) and final and isinstance(final[0], Mapping):
        final = final[0]  # with the last name behind it
    if final is None:
        last = Reading(nothing("model", "parameters"))
    else:
        last = arrays(final, PARAMETERS, "model should return the dictionary of parameters")
    reading.update((name, last[name]) for name in PARAMETERS)
    if calls:
        faults = [last[name] for name in PARAMETERS if isinstance(last[name], Fault)]
        reading["returned"] = faults[0] if faults else [_which(final, every[-1]["left"], _first_parameters(case))]
    return reading


def _bound(call: Call) -> dict[str, Any]:
    """Name the arguments of a call to `optimize`, however they were passed."""
    bound = dict.fromkeys(ARGUMENTS[:4]) | {"learning_rate": 0.01} | dict(zip(ARGUMENTS, call.args)) | call.kwargs
    left = dict(zip(ARGUMENTS, call.left_args)) | call.left_kwargs
    state = call.result[2] if isinstance(call.result, (tuple, list)) and len(call.result) == 3 else None
    return bound | {"left": left.get("parameters"), "state": state}


def _names(case: Case) -> dict[str, list[int]]:
    """Return the indices of every name of a case, by the symbols that it is told by."""
    letters = case.args[2]
    lines = [line.strip().lower() for line in case.args[0].split("\n")]
    names = [[letters[letter] for letter in line] for line in lines if all(letter in letters for letter in line)]
    return {repr(sorted(set(name))): name for name in names if name}


def _symbols(call: dict[str, Any], newline: int, names: Mapping[str, Any]) -> list[int]:
    """Return which symbols a call is about, whatever X and Y make of them.

    Where the two together are no name but one of them is, and the other is not another name, that one says it.
    """
    found = []
    for source in ("X", "Y"):
        entries = as_list(source, call[source])
        symbols = {entry for entry in entries if isinstance(entry, int)} if isinstance(entries, list) else set()
        found.append(sorted(symbols - {newline}))
    both = sorted({*found[0], *found[1]})
    known = [symbols for symbols in found if repr(symbols) in names]
    return known[0] if len(known) == 1 and repr(both) not in names else both


def _own_name(
    source: str, entries: list[Any], order: list[Any], case: Case, names: Mapping[str, list[int]]
) -> list[Any]:
    """Return what X or Y should be wherever it is right for the name that its own call is about.

    Which name comes when, and how often, is another check's business.
    """
    if source not in case.wants:
        return entries
    wanted = case.wants[source].value
    newline = case.args[2]["\n"]
    right = {symbols: [None, *name] if source == "X" else [*name, newline] for symbols, name in names.items()}
    fine = [entry == right.get(repr(symbols)) for entry, symbols in zip(entries, order)]
    if all(fine):
        return list(wanted)
    return [wanted[j] if good and j < len(wanted) else entry for j, (entry, good) in enumerate(zip(entries, fine))]


def _number(value: Any) -> float:
    """Return a learning rate as a float, NaN for anything else."""
    if isinstance(value, np.ndarray) and value.size == 1 and value.dtype.kind in "iuf":
        value = value.item()
    return float(value) if isinstance(value, (int, float, np.floating)) else float("nan")


def _misplaced(name: str, calls: list[dict[str, Any]]) -> Fault | None:
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


def _carried(calls: list[dict[str, Any]], n_a: int) -> list[Fact]:
    """Say for each call whether it started from the state that the call before it returned (zeros at first)."""
    zeros = np.zeros((n_a, 1))
    before = [zeros, *(call["state"] for call in calls[:-1])]
    return [_which(call["a_prev"], state, zeros) for call, state in zip(calls, before)]


def _chain(calls: list[dict[str, Any]], case: Case) -> list[Fact]:
    """Say for each call whether its parameters are those that the call before it left (the first ones at first)."""
    first = _first_parameters(case)
    before = [first, *(call["left"] for call in calls[:-1])]
    return [_which(call["parameters"], parameters, first) for call, parameters in zip(calls, before)]


def _all_right(facts: list[Fact], case: Case) -> list[Fact]:
    """Count facts that are all right as often as there should be steps, if there were two at least to tell from."""
    steps = case.args[3]
    return [True] * steps if all(entry is True for entry in facts) and len(facts) >= min(2, steps) else facts


def _which(came: Any, wanted: Any, first: Any) -> Fact:
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


def _first_parameters(case: Case) -> dict[str, Any]:
    """Return the parameters that training starts from, and leave the random numbers as they were."""
    from ... import initialize_parameters  # here: `utils` itself imports this package

    state = np.random.get_state()
    first = initialize_parameters(case.args[4], case.args[6], case.args[6])
    np.random.set_state(state)
    return first


def calls_to_helper(case: Case, outcome: Outcome | None) -> tuple[int, bool]:
    """Count the calls to `optimize`, and say whether there was one a step: that is what the exercise asks for."""
    count = 0 if outcome is None else sum(call.name == HELPER for call in outcome.calls)
    return count, count >= case.args[3]


def explain(check: str, asked: Asked) -> str | None:
    """Say which fact about the training fails."""
    if check in ("X", "Y", "order") and _letters_for_names(asked):
        return (
            "Every name has one letter only: `data` is one text, and a loop over it gives its letters; "
            "examples_from(data) gives the names."
        )
    for source in {"returned": ("chain", "returned"), "state": ("carried",)}.get(check, ()):
        for _, reading in asked:
            facts: Any = reading[source]
            if isinstance(facts, list) and any(entry is not True for entry in facts):
                place = next(k for k, entry in enumerate(facts) if entry is not True)
                return "In some run " + SENTENCES.fact(source, place, facts[place])
    return None


def _letters_for_names(asked: Asked) -> bool:
    """Say whether no step is about more than one letter, though the names are longer."""
    longer = [reading for case, reading in asked if max(map(len, case.args[0].split())) > 1]
    steps = [symbols for reading in longer for symbols in reading["order"]] if longer else []
    return len(steps) > 1 and all(isinstance(symbols, list) and len(symbols) == 1 for symbols in steps)


FEEDBACK = ExerciseFeedback(
    SENTENCES, read, explain, stand_ins={HELPER: made_up_optimize, "sample": empty_sample}, calls=calls_to_helper
)
