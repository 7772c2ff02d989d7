"""An exception as advice sees it: what was said, what stood on the line, and what should have stood there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .sentences import Sentences
from .traceback_facts import Facts, Value

# What the functions that are given return, in order: what to call it, and what it is.
RESULTS = {
    "rnn_forward": (("loss", "the loss"), ("cache", "the cache")),
    "rnn_backward": (("gradients", "the gradients"), ("a", "the hidden states")),
    "optimize": (("curr_loss", "the loss"), ("gradients", "the gradients"), ("a_prev", "the last hidden state")),
    "update_parameters": (("parameters", "the parameters"),),
    "clip": (("gradients", "the clipped gradients"),),
    "sample": (("indices", "the list of indices"),),
    "softmax": (("y", "the probabilities"),),
}
SIGNATURES = {
    "rnn_forward": "X, Y, a_prev, parameters",
    "rnn_backward": "X, Y, parameters, cache",
    "update_parameters": "parameters, gradients, learning_rate",
    "clip": "gradients, maxValue",
    "optimize": "X, Y, a_prev, parameters, learning_rate",
    "sample": "parameters, char_to_ix, seed",
    "softmax": "x",
    "smooth": "loss, cur_loss",
    "print_sample": "sample_ix, ix_to_char",
    "get_initial_loss": "vocab_size, seq_length",
    "initialize_parameters": "n_a, n_x, n_y",
    "examples_from": "data",
}
NUMBERS = ("no", "one thing", "two things", "three things", "four things", "five things")
ORDINALS = ("first", "second", "third", "fourth", "fifth")
WORDS = {
    "dict": "a dictionary",
    "list": "a list",
    "tuple": "a tuple",
    "int": "a whole number",
    "float": "a number",
    "array": "an array",
    "NoneType": "None",
    "str": "a text",
    "function": "a function",
    "module": "a module",
    "bool": "True or False",
}


@dataclass(frozen=True)
class Clue:
    """All that is known of an exception in one call.

    Attributes
    ----------
    sentences : Sentences
        What is said in the exercise.
    said : str
        The exception's type and message.
    facts : Facts
        What stood on the line.
    args : sequence
        What the function was called with.
    """

    sentences: Sentences
    said: str
    facts: Facts
    args: Sequence[Any]

    @property
    def exercise(self) -> str:
        """The exercise's name."""
        return self.sentences.exercise

    @property
    def names(self) -> list[str]:
        """The names on the statement that raised, in order, each once."""
        return names_in(self.facts.statement)

    def kind(self, name: str) -> str:
        """Return the kind of a name's value, ``""`` where it has none."""
        return str(self.facts.values.get(name, [""])[0])

    def shape(self, name: str) -> tuple[int, ...] | None:
        """Return the shape of an array."""
        value = self.facts.values.get(name, [""])
        return tuple(value[1]) if value[0] == "array" and len(value) == 2 and isinstance(value[1], list) else None

    def keys(self, name: str) -> list[str]:
        """Return the keys of a dictionary."""
        value = self.facts.values.get(name, [""])
        return list(map(str, value[1])) if value[0] == "dict" and len(value) == 2 else []

    def number(self, name: str) -> int | None:
        """Return the value of a whole number, or the length of a list."""
        value = self.facts.values.get(name, [""])
        return value[1] if len(value) == 2 and type(value[1]) is int else None

    def origin(self, name: str) -> tuple[int, str] | None:
        """Return the assignment that most likely gave a name its value: the last one above, in a later turn the last.

        Notes
        -----
        A counter that is still 0 says that the loop is in its first turn.
        """
        several = self.facts.origins.get(name, [])
        above = [each for each in several if each[0] < self.facts.line]
        below = [each for each in several if each[0] > self.facts.line]
        first = any(self.number(turn) == 0 and self.kind(turn) == "int" for turn in ("counter", "j", "t", "i"))
        chosen = max(above, default=None) if first or not below else max(below)
        return chosen or max(several, default=None)

    def told(self, name: str) -> str:
        """Say which line gave a name its value, ``""`` where that is not known or is the line itself."""
        found = self.origin(name)
        if found is None or found[0] == self.facts.line:
            return ""
        return f"; it comes from line {found[0]} (`{found[1]}`)"

    def result(self, name: str) -> tuple[str, int | None] | None:
        """Return the given function whose result a name holds, and which of its results; None for all of them."""
        found = self.origin(name)
        match = re.match(r"([\w\s,()]+?)\s*=\s*(\w+)\(", found[1]) if found else None
        if match is None or match[2] not in RESULTS:
            return None
        targets = [target.strip(" ()") for target in match[1].split(",")]
        if len(targets) == 1:
            return match[2], None
        return (match[2], targets.index(name)) if name in targets else None


def what(value: Value) -> str:
    """Say what a value is, in words.

    Examples
    --------
    >>> what(["array", [27, 1]])
    'an array of the shape (27, 1)'
    """
    kind, more = value[0], value[1] if len(value) == 2 else None
    if kind == "array" and isinstance(more, list):
        return f"an array of the shape ({', '.join(map(str, more))}{',' * (len(more) == 1)})"
    if kind in ("tuple", "list") and type(more) is int:
        return f"{WORDS[kind]} of {more}"
    if kind == "int" and type(more) is int:
        return str(more)
    return WORDS.get(kind, f"a {kind}")


def names_in(text: str) -> list[str]:
    """Return the names in a line of code, each once, without attributes and what stands in quotes."""
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", text)
    return list(dict.fromkeys(re.findall(r"(?<![\w.])[A-Za-z_]\w*", bare)))


def in_order(function: str) -> str:
    """Say what a given function returns.

    Examples
    --------
    >>> in_order("rnn_forward")
    'rnn_forward returns two things, the loss and the cache'
    """
    parts = [words for _, words in RESULTS[function]]
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{function} returns {NUMBERS[len(parts)]}, {listed}"


def unpacked(function: str) -> str:
    """Write the line that takes a given function's results apart.

    Examples
    --------
    >>> unpacked("rnn_backward")
    '`gradients, a = rnn_backward(...)`'
    """
    return f"`{', '.join(name for name, _ in RESULTS[function])} = {function}(...)`"
