"""`model`: reads the trace of a training run, each call that it made to `optimize`, and what came back in the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..cases import Case
from ..compare import MOST, Fault
from ..exercise_feedback import ExerciseFeedback
from ..outcome import Outcome
from ..reading import Asked, Reading, arrays, nothing
from ..sentences import NAMES, PARAMETERS, Sentences
from ..training_stand_ins import empty_sample, made_up_optimize
from ..training_steps import HELPER, first_parameters, read_first_steps, read_steps, steps_of, which

STEPS = ("X", "Y", "order", "rates", "carried", "chain")
UNCALLED = (
    "model never called optimize: make X and Y of each name and hand them to optimize, once a step; "
    "what else may train a network is not looked at."
)
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
    every = steps_of(outcome)
    calls = every[:MOST]
    reading = Reading(Fault("uncalled", UNCALLED))
    if calls:
        read_steps(reading, case, every)
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
        reading["returned"] = faults[0] if faults else [which(final, every[-1]["left"], first_parameters(case))]
    return reading


def read_until(case: Case, outcome: Outcome, fault: Fault) -> Reading:
    """Take a training run apart that raised, as far as its steps show anything."""
    return read_first_steps(case, steps_of(outcome), fault)


def concerned(case: Case, reading: Reading) -> tuple[str, ...]:
    """Say which checks an exception costs: by what the run is about, and by how far it came."""
    if reading:
        return ("order", "returned")  # it came through a first step
    lines = case.args[0].split("\n")
    if len(lines) == 1:
        return ("order",)
    return ("X", "Y") if [line.strip().lower() for line in lines] != lines else ("X", "Y", "order")


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
    steps = [X for reading in longer for X in reading["X"]]
    letters = [[entry for entry in X if type(entry) is int] if isinstance(X, list) else [] for X in steps]
    return len(steps) > 1 and all(len(found) == 1 for found in letters)


FEEDBACK = ExerciseFeedback(
    SENTENCES,
    read,
    explain,
    stand_ins={HELPER: made_up_optimize, "sample": empty_sample},
    read_until=read_until,
    concerned=concerned,
    calls=calls_to_helper,
)
