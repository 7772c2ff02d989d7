"""The known mistakes of `model`: a training run with a twist each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.exercises.masters import reference
from utils import initialize_parameters

from ..texts import variants

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

    def __call__(
        self, data: str, spelled: dict, letters: dict, iterations: int, n_a: int, shown: int, symbols: int
    ) -> Any:
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


def twist(**steps: Any) -> Training:
    """Make a known mistake from the right training."""
    return replace(RIGHT, **steps)


def _always(rate: float) -> Callable[[int, int], float]:
    return lambda j, names: rate


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


VARIANTS = variants(
    "model",
    {
        "first letter skipped": twist(pair=lambda n: ([None, *n.ix[:-1]], [*n.ix[1:], n.newline])),
        "no None": twist(pair=lambda n: (n.ix, [*n.ix[1:], n.newline])),
        "no None, same Y": twist(pair=lambda n: (n.ix, [*n.ix, n.newline])),
        "newline first": twist(pair=lambda n: ([n.newline, *n.ix], [*n.ix, n.newline])),
        "zero first": twist(pair=lambda n: ([0, *n.ix], [*n.ix, n.newline])),
        "-1 first": twist(pair=lambda n: ([-1, *n.ix], [*n.ix, n.newline])),
        "None twice": twist(pair=lambda n: ([None, None, *n.ix], [*n.ix, n.newline])),
        "None last": twist(pair=lambda n: ([*n.ix, None], [*n.ix, n.newline])),
        "newline missing": twist(pair=lambda n: ([None, *n.ix], n.ix)),
        "cut": twist(pair=lambda n: ([None, *n.ix[:-1]], n.ix)),
        "newline twice": twist(pair=lambda n: ([None, *n.ix, n.newline], [*n.ix, n.newline, n.newline])),
        "newline in X": twist(pair=lambda n: ([None, *n.ix, n.newline], [*n.ix, n.newline])),
        "newline in front": twist(pair=lambda n: ([None, *n.ix], [n.newline, *n.ix])),
        "newline is 0": twist(pair=lambda n: ([None, *n.ix], [*n.ix, 0])),
        "last letter twice": twist(pair=lambda n: ([None, *n.ix], [*n.ix, n.ix[-1]])),
        "not shifted": twist(pair=lambda n: ([None, *n.ix], [None, *n.ix])),
        "both the name": twist(pair=lambda n: (n.ix, n.ix)),
        "exchanged": twist(pair=lambda n: ([*n.ix, n.newline], [None, *n.ix])),
        "backwards": twist(pair=lambda n: ([None, *n.ix[::-1]], [*n.ix[::-1], n.newline])),
        "first letter dropped": twist(pair=lambda n: ([None, *n.ix[1:]], [*n.ix[1:], n.newline])),
        "last letter dropped": twist(pair=lambda n: ([None, *n.ix[:-1]], [*n.ix[:-1], n.newline])),
        "letters": twist(pair=lambda n: ([None, *n.word], [*n.word, "\n"])),
        "letter for newline": twist(pair=lambda n: ([None, *n.ix], [*n.ix, "\n"])),
        "ord": twist(pair=lambda n: ([None, *(ord(c) for c in n.word)], [*(ord(c) for c in n.word), n.newline])),
        "places": twist(
            pair=lambda n: ([None, *(ord(c) - 96 for c in n.word)], [*(ord(c) - 96 for c in n.word), n.newline])
        ),
        "state zero": twist(start=lambda a_prev, j, names: np.zeros_like(a_prev)),
        "state each round": twist(start=lambda a_prev, j, names: a_prev if j % names else np.zeros_like(a_prev)),
        "state every other": twist(start=lambda a_prev, j, names: a_prev if j % 2 else np.zeros_like(a_prev)),
        "state changed": twist(start=lambda a_prev, j, names: 0.5 * a_prev),
        "state of ones": twist(first=lambda n_a: np.ones((n_a, 1))),
        "always the first": twist(index=lambda j, names: 0),
        "always the last": twist(index=lambda j, names: -1),
        "runs over": twist(index=lambda j, names: j),
        "one too far": twist(index=lambda j, names: (j + 1) % names),
        "one too few": twist(index=lambda j, names: j % max(names - 1, 1)),
        "every other": twist(index=lambda j, names: 2 * j % names),
        "from the end": twist(index=lambda j, names: -(j % names) - 1),
        "stays at the end": twist(index=lambda j, names: min(j, names - 1)),
        "by 27": twist(index=lambda j, names: j % 27),
        "not shuffled": twist(arrange=lambda names: names),
        "sorted": twist(arrange=sorted),
        "other shuffle": twist(arrange=_other_shuffle),
        "one step short": twist(steps=lambda iterations, names: range(iterations - 1)),
        "one step more": twist(steps=lambda iterations, names: range(iterations + 1)),
        "one step": twist(steps=lambda iterations, names: range(min(1, iterations))),
        "once through": twist(steps=lambda iterations, names: range(min(iterations, names))),
        "from one": twist(steps=lambda iterations, names: range(1, iterations)),
        "twice": twist(repeats=2),
        **{f"rate {rate:g}": twist(rate=_always(rate)) for rate in (0.1, 0.001, 0.005, 0.02, 0.05, 1.0)},
        "rate decays": twist(rate=lambda j, names: 0.01 / (1 + j // names)),
        "fresh returned": twist(give=_unlearned),
        "copy trained": _Copy(),
        "each time anew": _EachTime(),
        "own start": twist(begin=_own_start),
        "parameters touched": twist(touch=_without_bias),
        "not stripped": twist(clean=lambda line: line.lower()),
        "not lowered": twist(clean=lambda line: line.strip()),
    },
)
