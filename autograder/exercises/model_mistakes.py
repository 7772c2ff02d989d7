"""The known mistakes of `model`: a training run with a twist each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.master import reference
from utils import initialize_parameters

from .base import Variant

Array = NDArray[np.float64]
Pair = tuple[list, list]
optimize = reference("optimize")  # while a variant is observed, the recorded helper stands here


@dataclass(frozen=True)
class Name:
    """One example as a solution sees it: its letters and their indices."""

    word: str
    letters: dict[str, int]

    @property
    def ix(self) -> list[int]:
        """The indices of the letters."""
        return [self.letters[letter] for letter in self.word]

    @property
    def newline(self) -> int:
        """The index of the newline."""
        return self.letters["\n"]


def _shuffle(names: list[str]) -> list[str]:
    np.random.seed(0)
    np.random.shuffle(names)
    return names


def _zeros(n_a: int) -> Array:
    return np.zeros((n_a, 1))


@dataclass(frozen=True)
class Training:
    """A training run. Every field is something that an answer can get wrong; by default it is right."""

    clean: Callable[[str], str] = lambda line: line.strip().lower()
    arrange: Callable[[list[str]], list[str]] = _shuffle
    steps: Callable[[int, int], range] = lambda iterations, names: range(iterations)
    index: Callable[[int, int], int] = lambda j, names: j % names
    pair: Callable[[Name], Pair] = lambda name: ([None, *name.ix], [*name.ix, name.newline])
    rate: Callable[[int, int], float] = lambda j, names: 0.01
    repeats: int = 1
    first: Callable[[int], Array] = _zeros
    start: Callable[[Array, int, int], Array] = lambda a_prev, j, names: a_prev
    begin: Callable[[int, int], dict] = lambda n_a, symbols: initialize_parameters(n_a, symbols, symbols)
    touch: Callable[[dict], dict] = lambda parameters: parameters
    give: Callable[[dict, Any, int, int], Any] = lambda parameters, results, n_a, symbols: parameters

    def __call__(self, data: str, spelled: dict, letters: dict, iterations: int, n_a: int, shown: int, symbols: int) -> Any:
        """Train."""
        parameters = self.begin(n_a, symbols)
        names = self.arrange([self.clean(line) for line in data.split("\n")])
        a_prev = self.first(n_a)
        results: Any = None
        for j in self.steps(iterations, len(names)):
            X, Y = self.pair(Name(names[self.index(j, len(names))], letters))
            parameters = self.touch(parameters)
            for _ in range(self.repeats):
                results = optimize(X, Y, self.start(a_prev, j, len(names)), parameters, self.rate(j, len(names)))
                a_prev = results[2]
        return self.give(parameters, results, n_a, symbols)


RIGHT = Training()


def twist(name: str, sentence: str, breaks: str, **steps: Any) -> Variant:
    """Make a known mistake from the right training."""
    return Variant(name, sentence, tuple(breaks.split()), replace(RIGHT, **steps))


def _pair(name: str, sentence: str, breaks: str, pair: Callable[[Name], Pair]) -> Variant:
    return twist(name, sentence, breaks, pair=pair)


def _order(name: str, sentence: str, index: Callable[[int, int], int]) -> Variant:
    return twist(name, sentence, "order", index=index)


def _own_start(n_a: int, symbols: int) -> dict:
    random = np.random.RandomState(3)
    parameters = initialize_parameters(n_a, symbols, symbols)
    return {name: random.randn(*array.shape) * 0.01 for name, array in parameters.items()}


def _unlearned(parameters: dict, results: Any, n_a: int, symbols: int) -> dict:
    return initialize_parameters(n_a, symbols, symbols)


def _without_bias(parameters: dict) -> dict:
    parameters["by"] = np.zeros_like(parameters["by"])
    return parameters


def _other_shuffle(names: list[str]) -> list[str]:
    np.random.seed(1)
    np.random.shuffle(names)
    return names


class _EachTime:
    """Starts from new parameters at each step."""

    def __call__(self, *args: Any) -> Any:
        n_a, symbols = args[4], args[6]
        return replace(RIGHT, touch=lambda parameters: initialize_parameters(n_a, symbols, symbols))(*args)


class _Copy:
    """Trains a copy."""

    def __call__(self, *args: Any) -> Any:
        kept: list[dict] = []

        def touch(parameters: dict) -> dict:
            if not kept:
                kept.append({name: array.copy() for name, array in parameters.items()})
            return parameters

        return replace(RIGHT, touch=touch, give=lambda parameters, results, n_a, symbols: kept[0])(*args)


NOT_LEARNED = "The parameters that come back are those of the start, not the learned ones; return the dictionary that optimize changed."
SKIPPED = (
    "X drops the last letter and Y starts with the second, so the first letter is never asked for: "
    "X should be None and the whole name, Y the whole name and the newline."
)
STATE = "The hidden state is not carried on: every name starts from zeros. Give the state that optimize returns to the next call."
ORDER = "take examples[j % len(examples)]: one name after the other, and round again."
RUNS_OVER = "With more steps than names the index runs past the end of the list; " + ORDER
VARIANTS = (
    _pair("first letter skipped", SKIPPED, "X Y", lambda n: ([None, *n.ix[:-1]], [*n.ix[1:], n.newline])),
    _pair("no None", "X does not start with None, so that X and Y both begin a letter too late.", "X Y", lambda n: (n.ix, [*n.ix[1:], n.newline])),
    _pair("no None, same Y", "X does not start with None.", "X", lambda n: (n.ix, [*n.ix, n.newline])),
    _pair("newline first", "X starts with the newline's index; it should start with None.", "X", lambda n: ([n.newline, *n.ix], [*n.ix, n.newline])),
    _pair("zero first", "X starts with 0; it should start with None.", "X", lambda n: ([0, *n.ix], [*n.ix, n.newline])),
    _pair("-1 first", "X starts with -1; it should start with None.", "X", lambda n: ([-1, *n.ix], [*n.ix, n.newline])),
    _pair("None twice", "X starts with two None; one is enough.", "X", lambda n: ([None, None, *n.ix], [*n.ix, n.newline])),
    _pair("None last", "None stands at the end of X; it should stand at the start.", "X", lambda n: ([*n.ix, None], [*n.ix, n.newline])),
    _pair("newline missing", "Y does not end with the newline's index.", "Y", lambda n: ([None, *n.ix], n.ix)),
    _pair("cut", "Y does not end with the newline's index, and X was cut to fit.", "X Y", lambda n: ([None, *n.ix[:-1]], n.ix)),
    _pair("newline twice", "The newline is part of the name: X should not hold it, and Y only once; strip the line first.", "X Y", lambda n: ([None, *n.ix, n.newline], [*n.ix, n.newline, n.newline])),
    _pair("newline in X", "X ends with the newline; it belongs at the end of Y only.", "X", lambda n: ([None, *n.ix, n.newline], [*n.ix, n.newline])),
    _pair("newline in front", "The newline stands at the front of Y; it should stand at its end.", "Y", lambda n: ([None, *n.ix], [n.newline, *n.ix])),
    _pair("newline is 0", "Y ends with 0; the newline's index stands in char_to_ix.", "Y", lambda n: ([None, *n.ix], [*n.ix, 0])),
    _pair("last letter twice", "Y ends with the last letter again; it should end with the newline's index.", "Y", lambda n: ([None, *n.ix], [*n.ix, n.ix[-1]])),
    _pair("not shifted", "Y is the same as X; it should be X moved one place to the left, and the newline.", "Y", lambda n: ([None, *n.ix], [None, *n.ix])),
    _pair("both the name", "X and Y are both just the name; X should have None in front, Y the newline at the end.", "X Y", lambda n: (n.ix, n.ix)),
    _pair("exchanged", "X and Y are handed over in the wrong order.", "X Y", lambda n: ([*n.ix, n.newline], [None, *n.ix])),
    _pair("backwards", "The letters of the name are read backwards.", "X Y", lambda n: ([None, *n.ix[::-1]], [*n.ix[::-1], n.newline])),
    _pair("first letter dropped", "The first letter of the name is missing in X and Y.", "X Y", lambda n: ([None, *n.ix[1:]], [*n.ix[1:], n.newline])),
    _pair("last letter dropped", "The last letter of the name is missing in X and Y.", "X Y", lambda n: ([None, *n.ix[:-1]], [*n.ix[:-1], n.newline])),
    _pair("letters", "X and Y hold letters; they should hold indices, from char_to_ix.", "X Y", lambda n: ([None, *n.word], [*n.word, "\n"])),
    _pair("letter for newline", "Y ends with the newline itself; it should be its index, from char_to_ix.", "Y", lambda n: ([None, *n.ix], [*n.ix, "\n"])),
    _pair("ord", "The numbers do not come from char_to_ix but from ord: look every letter up in char_to_ix.", "X Y", lambda n: ([None, *(ord(c) for c in n.word)], [*(ord(c) for c in n.word), n.newline])),
    _pair("places", "The numbers do not come from char_to_ix but count the letters from a = 1: look every letter up.", "X Y", lambda n: ([None, *(ord(c) - 96 for c in n.word)], [*(ord(c) - 96 for c in n.word), n.newline])),
    twist("state zero", STATE, "state", start=lambda a_prev, j, names: np.zeros_like(a_prev)),
    twist("state each round", "The hidden state goes back to zeros when the list starts again; carry it on.", "state", start=lambda a_prev, j, names: a_prev if j % names else np.zeros_like(a_prev)),
    twist("state every other", "The hidden state goes back to zeros at every second name; carry it on.", "state", start=lambda a_prev, j, names: a_prev if j % 2 else np.zeros_like(a_prev)),
    twist("state halved", "Half of the hidden state is carried on; hand it over as optimize returns it.", "state", start=lambda a_prev, j, names: 0.5 * a_prev),
    twist("state of ones", "The first hidden state is ones; it should be zeros.", "state", first=lambda n_a: np.ones((n_a, 1))),
    _order("always the first", "Every step trains on the first name; " + ORDER, lambda j, names: 0),
    _order("always the last", "Every step trains on the last name; " + ORDER, lambda j, names: -1),
    _order("runs over", RUNS_OVER, lambda j, names: j),
    _order("one too far", "It starts with the second name; " + ORDER, lambda j, names: (j + 1) % names),
    _order("one too few", "The last name never comes; " + ORDER, lambda j, names: j % max(names - 1, 1)),
    _order("every other", "It takes every second name; " + ORDER, lambda j, names: 2 * j % names),
    _order("from the end", "It goes through the list from its end; " + ORDER, lambda j, names: -(j % names) - 1),
    _order("stays at the end", "When the list is through it stays at the last name; " + ORDER, lambda j, names: min(j, names - 1)),
    _order("by 27", RUNS_OVER, lambda j, names: j % 27),
    twist("not shuffled", "The names are not shuffled; do it with np.random.seed(0) and np.random.shuffle.", "order", arrange=lambda names: names),
    twist("sorted", "The names are sorted; they should be shuffled with seed 0.", "order", arrange=sorted),
    twist("other shuffle", "The names are shuffled with another seed; it should be 0.", "order", arrange=_other_shuffle),
    twist("one step short", "One step is missing: there should be num_iterations of them.", "order", steps=lambda iterations, names: range(iterations - 1)),
    twist("one step more", "There is one step too many: there should be num_iterations of them.", "order", steps=lambda iterations, names: range(iterations + 1)),
    twist("one step", "There is one step only: the return belongs after the loop.", "order", steps=lambda iterations, names: range(min(1, iterations))),
    twist("once through", "It stops when the list is through; there should be num_iterations steps.", "order", steps=lambda iterations, names: range(min(iterations, names))),
    twist("from one", "The steps are counted from 1, so the second name comes first and a step is missing.", "order", steps=lambda iterations, names: range(1, iterations)),
    twist("twice", "optimize is called twice for each name; once is enough.", "order", repeats=2),
    *(
        twist(f"rate {rate:g}", f"The learning rate is {rate:g}; it should be 0.01.", "rate", rate=lambda j, names, rate=rate: rate)
        for rate in (0.1, 0.001, 0.005, 0.02, 0.05, 1.0)
    ),
    twist("rate decays", "The learning rate changes on the way; it should stay 0.01.", "rate", rate=lambda j, names: 0.01 / (1 + j // names)),
    twist("fresh returned", NOT_LEARNED, "returned", give=_unlearned),
    Variant("copy trained", NOT_LEARNED, ("returned",), _Copy()),
    Variant("each time anew", "Every step starts from new parameters: call initialize_parameters once, before the loop.", ("returned",), _EachTime()),
    twist("own start", "The first parameters are not those of initialize_parameters.", "returned", begin=_own_start),
    twist("bias reset", "by is set to zero before each step; let optimize alone change the parameters.", "returned", touch=_without_bias),
    twist("not stripped", "Spaces around a name are not removed; strip every line.", "X Y", clean=lambda line: line.lower()),
    twist("not lowered", "Names with capitals fail, which char_to_ix does not know: make every line lower case.", "X Y", clean=lambda line: line.strip()),
)
