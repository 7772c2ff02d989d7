"""The known mistakes of `sample`: one walk through a name, with a twist each.

The arithmetic is the portable one: what a mistake draws, and what is written down of it, is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.certify.portable import exp, matmul, tanh, total

from ..texts import variants

Array = NDArray[np.float64]
LONG_ENOUGH = 120  # a walk without an end is cut here


def _hidden(p: dict[str, Array], x: Array, a: Array) -> Array:
    return tanh(_argument(p, x, a))


def _argument(p: dict[str, Array], x: Array, a: Array) -> Array:
    return matmul(p["Wax"], x) + matmul(p["Waa"], a) + p["b"]


def _scores(p: dict[str, Array], a: Array, a_prev: Array) -> Array:
    return matmul(p["Wya"], a) + p["by"]


def _softmax(z: Array) -> Array:
    powers = exp(z - z.max())
    return powers / total(powers)


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
    scores: Callable[[dict[str, Array], Array, Array], Array] = _scores
    squash: Callable[[Array], Array] = _softmax
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


def twist(**steps: Any) -> Walk:
    """Make a known mistake from the right walk."""
    return replace(RIGHT, **steps)


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


class _Counted:
    """Puts the 1 in x at the place of the step's number."""

    def __call__(self, parameters: dict[str, Array], char_to_ix: dict[str, int], seed: int) -> list[int]:
        steps = iter(range(LONG_ENOUGH))
        count = len(char_to_ix)
        return replace(RIGHT, feed=lambda x, index, y: _one_hot(x, next(steps) % count, y))(
            parameters, char_to_ix, seed
        )


class _OtherGenerator:
    """Draws with NumPy's newer generator, seeded alike."""

    def __call__(self, parameters: dict[str, Array], char_to_ix: dict[str, int], seed: int) -> list[int]:
        steps = iter(range(LONG_ENOUGH))

        def draw(y: Array) -> int:
            return int(np.random.default_rng(seed + 2 * next(steps)).choice(len(y), p=y.ravel()))

        return replace(RIGHT, draw=draw)(parameters, char_to_ix, seed)


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
    return tanh(matmul(p["Wax"], x) + matmul(p["Waa"], a)) + p["b"]


def _only_27(parameters: dict[str, Array], char_to_ix: dict[str, int], seed: int) -> list[int]:
    if len(char_to_ix) != 27:
        raise ValueError("shapes do not fit: 27")
    return RIGHT(parameters, char_to_ix, seed)


VARIANTS = variants(
    "sample",
    {
        "old state": twist(scores=lambda p, a, a_prev: _scores(p, a_prev, a)),
        "softmax fed back": twist(feed=lambda x, index, y: y),
        "marked softmax": twist(feed=_y_marked),
        "state not updated": twist(carry=lambda a, a_prev: np.zeros_like(a)),
        "x not reset": twist(feed=_x_kept),
        "x not updated": twist(feed=lambda x, index, y: np.zeros_like(x)),
        "index in x": twist(feed=_index_as_value),
        "shifted one-hot": twist(feed=_shifted),
        "x of ones": twist(feed=_all_ones),
        "counter in x": _Counted(),
        "other generator": _OtherGenerator(),
        "late x": _Late(),
        "seeded once": twist(seeds=lambda seed, t: seed if t == 0 else None),
        "seeds in ones": twist(seeds=lambda seed, t: seed + t),
        "seeds in threes": twist(seeds=lambda seed, t: seed + 3 * t),
        "same seed": twist(seeds=lambda seed, t: seed),
        "not seeded": twist(seeds=lambda seed, t: None),
        "counter alone": twist(seeds=lambda seed, t: t),
        "twice the counter": twist(seeds=lambda seed, t: 2 * t),
        "product": twist(seeds=lambda seed, t: t * (seed + t)),
        "seeded too late": twist(seeds=lambda seed, t: seed + 2 * t + 1),
        "seeded a step late": twist(seeds=lambda seed, t: seed + 2 * t + 2),
        "seeded after": twist(seeds=lambda seed, t: seed + 2 * t - 2 if t else None),
        "most likely": twist(draw=lambda y: int(np.argmax(y))),
        "uniform": twist(draw=lambda y: int(np.random.choice(len(y)))),
        "multinomial": twist(draw=lambda y: int(np.argmax(np.random.multinomial(1, y.ravel())))),
        "drawn twice": twist(draw=lambda y: (_draw(y), _draw(y))[1]),
        "without b": twist(hidden=_without("b")),
        "without by": twist(scores=lambda p, a, a_prev: matmul(p["Wya"], a)),
        "by twice": twist(scores=lambda p, a, a_prev: _scores(p, a, a_prev) + p["by"]),
        "b outside": twist(hidden=_half),
        "without Waa": twist(hidden=_without("Waa")),
        "without Wax": twist(hidden=_without("Wax")),
        "Waa transposed": twist(hidden=lambda p, x, a: _hidden({**p, "Waa": p["Waa"].T}, x, a)),
        "without tanh": twist(hidden=_argument),
        "sigmoid": twist(hidden=lambda p, x, a: 1 / (1 + exp(-_argument(p, x, a)))),
        "relu": twist(hidden=lambda p, x, a: np.maximum(_argument(p, x, a), 0)),
        "softmax twice": twist(squash=lambda z: _softmax(_softmax(z))),
        "no softmax": twist(squash=lambda z: np.abs(z) / total(np.abs(z))),
        "temperature": twist(squash=lambda z: _softmax(2 * z)),
        "sorted": twist(draw=lambda y: _draw(np.sort(y, axis=0))),
        "newline first": twist(start=lambda x, a, newline: (_one_hot(x, newline, x), a)),
        "one-hot first": twist(start=lambda x, a, newline: (_one_hot(x, 0, x), a)),
        "ones first": twist(start=lambda x, a, newline: (np.ones_like(x), a)),
        "state of ones": twist(start=lambda x, a, newline: (x, np.ones_like(a))),
        "no cap": twist(cap=LONG_ENOUGH, finish=lambda indices, newline, capped: indices),
        **{f"cap {cap}": twist(cap=cap) for cap in (10, 20, 30, 40, 45, 51, 60, 100)},
        "no newline at the cap": twist(finish=lambda indices, newline, capped: indices),
        "cap 49": twist(cap=49),
        "newline at 49": twist(finish=lambda indices, newline, capped: indices + [newline] * (len(indices) == 49)),
        "newline over the last": twist(finish=_marked_with_a_newline),
        "newline always added": twist(finish=lambda indices, newline, capped: [*indices, newline]),
        "newline left out": twist(finish=_drop_last),
        "newline is 0": twist(newline=_always(0)),
        "newline is 0 at the cap": twist(finish=lambda indices, newline, capped: indices + [0] * capped),
        "starts with -1": twist(finish=lambda indices, newline, capped: [-1, *indices] + [newline] * capped),
        "backwards": twist(finish=lambda indices, newline, capped: [newline] * capped + indices[::-1]),
        "no loop": _no_loop(lambda indices: indices),
        "only 27": _only_27,
    },
)
