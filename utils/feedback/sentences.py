"""What the sources of an outcome are called in a sentence, and what is said of those that are wrong."""

from __future__ import annotations

GRADIENTS = ("dWax", "dWaa", "dWya", "db", "dby")
PARAMETERS = ("Wax", "Waa", "Wya", "b", "by")

NAMES = {
    "loss": "the loss",
    "a_last": "the last hidden state",
    "rates": "the learning rate handed to optimize",
    "untouched": "what was passed in",
}
ENTRIES = {
    "X": "X in step j = {}",
    "Y": "Y in step j = {}",
    "order": "the indices in step j = {}",
}
# For sources that only say yes or no, entry by entry: the sentence for an entry that should be a yes.
FACTS = {
    "ending": "a newline should end the list, as its last entry, the first time it is drawn.",
    "capped": "after 50 characters without a newline the loop should end and the newline's index be added: 51 entries.",
    "untouched": "{} changed during the call; it should stay as it was.",
    "carried": "step j = {} should start from the hidden state that optimize returned before it (zeros at first).",
    "chain": "step j = {} should go on with the parameters of the step before (of initialize_parameters at first).",
    "returned": "the parameters that model returns should be those that the last call of optimize left.",
}
# The same where what came was telling: the thing there was at first, or a thing of another shape.
TOLD = {
    ("capped", "early"): "the list ends with a newline before the fiftieth character, so nothing shows that the loop "
    "stops there: mend what is drawn first.",
    ("carried", "first"): "step j = {} starts from zeros, not from the hidden state that optimize returned before it.",
    ("carried", "shape"): "the hidden state handed to optimize in step j = {} has another shape than (n_a, 1).",
    ("chain", "first"): "step j = {} starts from the first parameters again: call initialize_parameters once, "
    "before the loop, and give optimize the dictionary itself, not a copy.",
    ("chain", "shape"): "the parameters in step j = {} have other sizes than n_a hidden units and vocab_size symbols.",
    ("returned", "first"): "the parameters that come back are those of the start, not the learned ones.",
    ("returned", "shape"): "the parameters that come back have other sizes than those that were trained.",
}
# What to say of a wrong entry, before its values or in their place.
CLOSED = {
    "X": "{} should be None and then the index of every letter of the name",
    "Y": "{} should be X moved one place to the left: the index of every letter of the name, and then the newline's",
    "order": "step j = {} should train on examples[j % len(examples)], one name after the other and round again",
    "rates": "the learning rate should be 0.01 in every step",
    "indices": "{} is not the index that should be drawn",
}
STEPS = ("X", "Y", "order", "rates", "carried", "chain")
PLACES = {
    ("optimize", "untouched"): ("X", "Y", "a_prev"),
    ("sample", "untouched"): ("the dictionary parameters", "the dictionary char_to_ix"),
}


def name_of(exercise: str, source: str) -> str:
    """Return what to call a source, e.g. ``gradients["dWaa"]``."""
    if source in GRADIENTS:
        return f'gradients["{source}"]'
    if source in PARAMETERS:
        return f'parameters["{source}"]'
    return NAMES.get(source, source)


def entry_of(source: str, place: int) -> str:
    """Return what to call one entry of a list."""
    return ENTRIES.get(source, f"{source}[{{}}]").format(place)


def closed_of(source: str, place: int | None) -> str | None:
    """Return what should be there in words, without the right value and without a full stop."""
    closed = CLOSED.get(source)
    if closed is None or place is None:
        return closed
    return closed.format(place if source == "order" else entry_of(source, place))


def length_of(exercise: str, source: str, came: int, wanted: int) -> str:
    """Return the sentence for a list of the wrong length."""
    if exercise == "model" and source in STEPS:
        return f"optimize was called {came} time{'s' * (came != 1)}, and num_iterations is {wanted}."
    return f"{name_of(exercise, source)} has {came} entr{'y' if came == 1 else 'ies'}, not {wanted}."


def fact(exercise: str, source: str, place: int, came: object = False) -> str:
    """Return the sentence for an entry that should have been true, given what came in its place."""
    places = PLACES.get((exercise, source))
    sentence = TOLD.get((source, came)) if isinstance(came, str) else None
    return (sentence or FACTS[source]).format(places[place] if places else place)
