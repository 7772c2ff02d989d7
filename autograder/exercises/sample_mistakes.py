"""The known mistakes of `sample`: one walk through a name, with a twist each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.step import softmax

from .base import Variant

Array = NDArray[np.float64]
LONG_ENOUGH = 120  # a walk without an end is cut here


def _hidden(p: dict[str, Array], x: Array, a: Array) -> Array:
    return np.tanh(p["Wax"] @ x + p["Waa"] @ a + p["b"])


def _one_hot(x: Array, index: int, y: Array) -> Array:
    new = np.zeros_like(x)
    new[index] = 1
    return new


def _draw(y: Array) -> int:
    return int(np.random.choice(len(y), p=y.ravel()))


@dataclass(frozen=True)
class Walk:
    """A walk through a name. Every field is a step that an answer can get wrong; by default it is right."""

    seeds: Callable[[int, int], int | None] = lambda seed, t: seed + 2 * t
    start: Callable[[Array, Array, int], tuple[Array, Array]] = lambda x, a, newline: (x, a)
    hidden: Callable[[dict[str, Array], Array, Array], Array] = _hidden
    scores: Callable[[dict[str, Array], Array, Array], Array] = lambda p, a, a_prev: p["Wya"] @ a + p["by"]
    squash: Callable[[Array], Array] = softmax
    draw: Callable[[Array], int] = _draw
    feed: Callable[[Array, int, Array], Array] = _one_hot
    carry: Callable[[Array, Array], Array] = lambda a, a_prev: a
    newline: Callable[[int], int] = lambda newline: newline
    cap: int = 50
    finish: Callable[[list[int], int, bool], list[int]] = lambda indices, newline, capped: indices + [newline] * capped

    def __call__(self, parameters: dict[str, Array], char_to_ix: dict[str, int], seed: int) -> list[int]:
        """Draw a name."""
        newline = self.newline(char_to_ix["\n"])
        x, a = np.zeros((len(parameters["by"]), 1)), np.zeros((len(parameters["b"]), 1))
        x, a = self.start(x, a, newline)
        indices: list[int] = []
        while len(indices) < min(self.cap, LONG_ENOUGH) and (not indices or indices[-1] != newline):
            a_prev, a = a, self.hidden(parameters, x, a)
            y = self.squash(self.scores(parameters, a, a_prev))
            number = self.seeds(seed, len(indices))
            if number is not None:
                np.random.seed(number)
            indices.append(self.draw(y))
            x, a = self.feed(x, indices[-1], y), self.carry(a, a_prev)
        return self.finish(indices, newline, len(indices) == self.cap)


RIGHT = Walk()


def twist(name: str, sentence: str, breaks: str, **steps: Any) -> Variant:
    """Make a known mistake from the right walk."""
    return Variant(name, sentence, tuple(breaks.split()), replace(RIGHT, **steps))


def _x_kept(x: Array, index: int, y: Array) -> Array:
    new = x.copy()
    new[index] = 1
    return new


def _y_marked(x: Array, index: int, y: Array) -> Array:
    new = y.copy()
    new[index] = 1
    return new


def _index_as_value(x: Array, index: int, y: Array) -> Array:
    new = np.zeros_like(x)
    new[0] = index
    return new


def _shifted(x: Array, index: int, y: Array) -> Array:
    return _one_hot(x, (index + 1) % len(x), y)


def _all_ones(x: Array, index: int, y: Array) -> Array:
    return np.ones_like(x)


class _Late:
    """Feeds back the character of the step before."""

    def __call__(self, parameters: dict[str, Array], char_to_ix: dict[str, int], seed: int) -> list[int]:
        drawn: list[int] = []

        def feed(x: Array, index: int, y: Array) -> Array:
            drawn.append(index)
            return _one_hot(x, drawn[-2], y) if len(drawn) > 1 else np.zeros_like(x)

        return replace(RIGHT, feed=feed)(parameters, char_to_ix, seed)


def _without(name: str) -> Callable[[dict[str, Array], Array, Array], Array]:
    def hidden(p: dict[str, Array], x: Array, a: Array) -> Array:
        return _hidden({**p, name: np.zeros_like(p[name])}, x, a)

    return hidden


def _argument(p: dict[str, Array], x: Array, a: Array) -> Array:
    return p["Wax"] @ x + p["Waa"] @ a + p["b"]


def _no_loop(finish: Callable[[list[int]], Any]) -> Callable[..., Any]:
    return lambda parameters, char_to_ix, seed: finish(RIGHT(parameters, char_to_ix, seed)[:1])


def _drop_last(indices: list[int], newline: int, capped: bool) -> list[int]:
    kept = [index for index in indices if index != newline]
    return kept + [newline] * capped


def _marked_with_a_newline(indices: list[int], newline: int, capped: bool) -> list[int]:
    return [*indices[:-1], newline] if capped else indices


def _always(number: int) -> Callable[[int], int]:
    return lambda newline: number


def _half(p: dict[str, Array], x: Array, a: Array) -> Array:
    return np.tanh(p["Wax"] @ x + p["Waa"] @ a) + p["b"]


def _only_27(parameters: dict[str, Array], char_to_ix: dict[str, int], seed: int) -> list[int]:
    if len(char_to_ix) != 27:
        raise ValueError("shapes do not fit")
    return RIGHT(parameters, char_to_ix, seed)


SEEDS_WANTED = "seed each draw with counter + seed, and let both go up by one, so that the seeds go up in twos."
STATE_LOST = (
    "The state is not carried from step to step: the next one should be computed from a_prev with Waa, and after it a_prev becomes a."
)
INPUT_LOST = (
    "The network does not hear what was drawn: x should become a one-hot vector of the new index, and go into the next state with Wax."
)
VARIANTS = (
    twist("old state", "The scores come from the state before the step (a_prev); they should come from the new a.", "distribution feedback", scores=lambda p, a, a_prev: p["Wya"] @ a_prev + p["by"]),
    twist("softmax fed back", "The whole distribution y is fed back as the next x; it should be a one-hot vector of the index that was drawn.", "feedback", feed=lambda x, index, y: y),
    twist("marked softmax", "The next x is the distribution y with a 1 written into it; it should be zeros but for the 1.", "feedback", feed=_y_marked),
    twist("state not updated", STATE_LOST, "feedback", carry=lambda a, a_prev: np.zeros_like(a)),
    twist("x not reset", "x keeps the ones of earlier characters; start it from zeros again in each step.", "feedback", feed=_x_kept),
    twist("x not updated", INPUT_LOST, "feedback", feed=lambda x, index, y: np.zeros_like(x)),
    twist("index in x", "x holds the index itself as a number; it should be zeros with a 1 at the place of the index.", "feedback", feed=_index_as_value),
    twist("shifted one-hot", "The 1 in x stands one place after the index that was drawn.", "feedback", feed=_shifted),
    twist("x of ones", "x becomes ones everywhere; only the place of the index that was drawn should be 1.", "feedback", feed=_all_ones),
    Variant("late x", "x is the character of the step before the last; it should be the one just drawn.", ("feedback",), _Late()),
    twist("seeded once", "The generator is seeded once, before the loop; " + SEEDS_WANTED, "seeding", seeds=lambda seed, t: seed if t == 0 else None),
    twist("seeds in ones", "The seeds go up by one from draw to draw; " + SEEDS_WANTED, "seeding", seeds=lambda seed, t: seed + t),
    twist("seeds in threes", "The seeds go up by three from draw to draw; " + SEEDS_WANTED, "seeding", seeds=lambda seed, t: seed + 3 * t),
    twist("same seed", "Every draw has the same seed; " + SEEDS_WANTED, "seeding", seeds=lambda seed, t: seed),
    twist("not seeded", "The generator is never seeded; " + SEEDS_WANTED, "distribution seeding", seeds=lambda seed, t: None),
    twist("counter alone", "The draws are seeded with the counter alone, without the argument seed; " + SEEDS_WANTED, "seeding", seeds=lambda seed, t: t),
    twist("twice the counter", "The draws are seeded as if the argument seed were 0; " + SEEDS_WANTED, "seeding", seeds=lambda seed, t: 2 * t),
    twist("product", "Counter and seed are multiplied; " + SEEDS_WANTED, "seeding", seeds=lambda seed, t: t * (seed + t)),
    twist("seeded too late", "The first draw is seeded with seed + 1: the counter or the seed goes up before it; add one after the draw.", "distribution seeding", seeds=lambda seed, t: seed + 2 * t + 1),
    twist("seeded a step late", "The first draw is seeded with seed + 2: counter and seed both go up before it; add one after the draw.", "distribution seeding", seeds=lambda seed, t: seed + 2 * t + 2),
    twist("seeded after", "The generator is seeded after the draw instead of before it; " + SEEDS_WANTED, "distribution seeding", seeds=lambda seed, t: seed + 2 * t - 2 if t else None),
    twist("most likely", "The most likely character is taken; draw one at random with the probabilities y (np.random.choice).", "distribution seeding", draw=lambda y: int(np.argmax(y))),
    twist("uniform", "All characters are equally likely; draw with np.random.choice and the probabilities y as p.", "distribution feedback", draw=lambda y: int(np.random.choice(len(y)))),
    twist("multinomial", "The draw is not np.random.choice's: np.random.multinomial uses the random numbers in another way.", "distribution seeding", draw=lambda y: int(np.argmax(np.random.multinomial(1, y.ravel())))),
    twist("drawn twice", "Two characters are drawn in each step, and the second is kept; draw once.", "distribution seeding", draw=lambda y: (_draw(y), _draw(y))[1]),
    twist("without b", "The bias b is missing in the new state.", "distribution", hidden=_without("b")),
    twist("without by", "The bias by is missing in the scores.", "distribution", scores=lambda p, a, a_prev: p["Wya"] @ a),
    twist("by twice", "The bias by is added twice.", "distribution", scores=lambda p, a, a_prev: p["Wya"] @ a + 2 * p["by"]),
    twist("b outside", "The bias b is added outside the tanh; it belongs inside.", "distribution", hidden=_half),
    twist("without Waa", STATE_LOST, "feedback", hidden=_without("Waa")),
    twist("without Wax", INPUT_LOST, "feedback", hidden=_without("Wax")),
    twist("Waa transposed", "Waa is transposed.", "feedback", hidden=lambda p, x, a: _hidden({**p, "Waa": p["Waa"].T}, x, a)),
    twist("without tanh", "The tanh is missing in the new state.", "distribution", hidden=_argument),
    twist("sigmoid", "The new state goes through a sigmoid; it should be tanh.", "distribution", hidden=lambda p, x, a: 1 / (1 + np.exp(-_argument(p, x, a)))),
    twist("relu", "Negative values of the new state become 0 (ReLU); it should be tanh.", "distribution", hidden=lambda p, x, a: np.maximum(_argument(p, x, a), 0)),
    twist("softmax twice", "The softmax is taken twice.", "distribution", squash=lambda z: softmax(softmax(z))),
    twist("temperature", "The scores are doubled before the softmax.", "distribution", squash=lambda z: softmax(2 * z)),
    twist("sorted", "The probabilities are sorted before the draw, so that they belong to other characters.", "distribution", draw=lambda y: _draw(np.sort(y, axis=0))),
    twist("newline first", "The first x is the newline's one-hot vector; it should be zeros.", "distribution", start=lambda x, a, newline: (_one_hot(x, newline, x), a)),
    twist("one-hot first", "The first x has a 1 at its first place; it should be zeros.", "distribution", start=lambda x, a, newline: (_one_hot(x, 0, x), a)),
    twist("ones first", "The first x is ones; it should be zeros.", "distribution", start=lambda x, a, newline: (np.ones_like(x), a)),
    twist("state of ones", "The first hidden state is ones; it should be zeros.", "distribution", start=lambda x, a, newline: (x, np.ones_like(a))),
    twist("no cap", "Nothing ends the loop but a newline; it should stop after 50 characters too.", "cap", cap=LONG_ENOUGH, finish=lambda indices, newline, capped: indices),
    *(
        twist(f"cap {cap}", f"The loop ends after {cap} characters; the limit is 50.", "cap", cap=cap)
        for cap in (10, 20, 30, 40, 45, 51, 60, 100)
    ),
    twist("no newline at the cap", "After 50 characters the newline's index is missing at the end.", "cap", finish=lambda indices, newline, capped: indices),
    twist("newline over the last", "At the cap the newline comes after 49 characters; 50 should come first, and the newline is added to them.", "cap", finish=_marked_with_a_newline),
    twist("newline always added", "A newline is added to every name, so that those that end with one have two; add it at the cap only.", "newline", finish=lambda indices, newline, capped: [*indices, newline]),
    twist("newline left out", "The newline that ends a name is missing in the list; append the index before the loop ends.", "newline", finish=_drop_last),
    twist("newline is 0", "The newline's index is taken to be 0; look it up in char_to_ix.", "vocabulary", newline=_always(0)),
    twist("newline is 0 at the cap", "The index 0 is added at the cap; the newline's index stands in char_to_ix.", "vocabulary", finish=lambda indices, newline, capped: indices + [0] * capped),
    twist("starts with -1", "The list starts with -1; it should hold only what was drawn.", "distribution", finish=lambda indices, newline, capped: [-1, *indices] + [newline] * capped),
    twist("backwards", "The list is built backwards; append each index at its end.", "distribution feedback", finish=lambda indices, newline, capped: [newline] * capped + indices[::-1]),
    Variant("no loop", "The list holds one character only: the steps belong into a loop, and the return after it.", ("feedback", "seeding", "newline", "cap"), _no_loop(lambda indices: indices)),
    Variant("only 27", "It works with 27 symbols only: take their number from the shapes of the parameters.", ("vocabulary",), _only_27),
)
