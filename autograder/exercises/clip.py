"""`clip`: every entry of every gradient within the limit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.bounds import ULP
from utils.feedback.lesson import Check
from utils.feedback.words import GRADIENTS

from .base import Draft, Exercise, Variant

Array = NDArray[np.float64]
Gradients = dict[str, Array]

CHECKS = (
    Check("above", "Entries above the limit become the limit", 2),
    Check("below", "Entries below minus the limit become minus the limit", 2),
    Check("inside", "Entries within the limits stay as they are", 2),
    Check("keys", "All five arrays are clipped", 2),
    Check("limit", "The limit that is given is the one that counts", 2),
)
PUBLISHED = {"dWax": (5, 3), "dWaa": (5, 5), "dWya": (2, 5), "db": (5, 1), "dby": (2, 1)}
ROUNDINGS = 4  # an honest detour, such as (|g + m| - |g - m|) / 2, rounds that often


def shapes(n_a: int, symbols: int) -> dict[str, tuple[int, int]]:
    """Return the shapes of the gradients of a network."""
    return {"dWax": (n_a, symbols), "dWaa": (n_a, n_a), "dWya": (symbols, n_a), "db": (n_a, 1), "dby": (symbols, 1)}


def gradients(random: np.random.RandomState, sizes: Mapping[str, tuple[int, int]], scale: float) -> Gradients:
    """Draw the five arrays in the published order."""
    return {name: random.randn(*shape) * scale for name, shape in sizes.items()}


def _draft(name: str, title: str, given: Gradients, limit: float, checks: tuple[str, ...], visible: bool = False) -> Draft:
    """Split every array into what lies above, below and inside, and give each to its check."""
    parts: dict[str, list[Any]] = {check: [] for check in checks}
    for key in GRADIENTS:
        flat = given[key].ravel()
        regions = {"above": flat > limit, "below": flat < -limit, "inside": np.abs(flat) <= limit}
        for check in checks:
            if check not in regions:
                parts[check].append(key)
            elif regions[check].any():
                parts[check].append((key, tuple(np.flatnonzero(regions[check]).tolist())))
    largest = max(limit, *(float(np.abs(given[key]).max()) for key in GRADIENTS))
    bounds = {key: ROUNDINGS * ULP * largest for key in GRADIENTS}
    places = {key: (0, key) for key in GRADIENTS}
    return Draft(name, title, visible, (given, limit), parts, given=places, bounds=lambda outcome: bounds)


USUAL = ("above", "below", "inside", "keys")
LIMIT = ("limit",)


def seeded() -> list[Draft]:
    """Return the cases that are the same for everybody."""

    def draw(seed: int, sizes: Mapping[str, tuple[int, int]] = PUBLISHED, scale: float = 10.0) -> Gradients:
        return gradients(np.random.RandomState(seed), sizes, scale)

    small = {key: np.round(array, 2) for key, array in draw(5, shapes(3, 4), 3.0).items()}
    zero = {key: np.round(array, 2) for key, array in draw(6, shapes(2, 3), 4.0).items()}
    calm = draw(11, shapes(4, 7), 2.0)
    wild = draw(12, shapes(3, 5), 1000.0)
    backwards = dict(reversed(draw(13, shapes(6, 4), 12.0).items()))
    more = draw(14, shapes(5, 6), 9.0)
    more["da_next"] = np.random.RandomState(15).randn(5, 1) * 30
    return [
        _draft("published", "the published example, a limit of 10", draw(3), 10, USUAL, visible=True),
        _draft("decimals", "a limit with decimals, 1.5", small, 1.5, LIMIT, visible=True),
        _draft("zero", "a limit of 0", zero, 0, LIMIT, visible=True),
        _draft("ten", "other shapes, a limit of 10", draw(10, shapes(8, 27), 8.0), 10, USUAL),
        _draft("calm", "nothing to clip", calm, 3 * float(max(np.abs(array).max() for array in calm.values())), ("inside",)),
        _draft("wild", "everything to clip", wild, 0.01, LIMIT),
        _draft("order", "the names in another order", backwards, 10.0, USUAL),
        _draft("more", "a sixth array besides", more, 10, USUAL),
        _draft("five", "a limit of 5", draw(16, shapes(1, 3), 6.0), 5, LIMIT),
        _draft("thousand", "a limit of 30", draw(17, shapes(4, 4), 40.0), 30, LIMIT),
    ]


def fresh(random: np.random.RandomState, number: int) -> Draft:
    """Draw a case of any shapes; the first with a limit of 10, the others with any limit."""
    sizes = shapes(random.randint(2, 9), random.randint(2, 12))
    if number == 0:
        return _draft("fresh", "a fresh example", gradients(random, sizes, 10.0), 10, USUAL)
    limit = float(np.round(random.uniform(0.2, 20), 3))
    return _draft(f"fresh {number}", "a fresh example with a limit of its own", gradients(random, sizes, 1.2 * limit), limit, LIMIT)


def _each(change: Callable[[Array, float], Array]) -> Callable[[Gradients, float], Gradients]:
    """Make an answer that changes every array in the same way."""
    return lambda given, limit: {key: change(array, limit) for key, array in given.items()}


def _some(keys: tuple[str, ...]) -> Callable[[Gradients, float], Gradients]:
    """Make an answer that clips some arrays only."""
    return lambda given, limit: {k: np.clip(v, -limit, limit) if k in keys else v for k, v in given.items()}


def _by_norm(given: Gradients, limit: float) -> Gradients:
    """Scale each array down until its norm is the limit."""
    return {k: v * (limit / np.linalg.norm(v)) if np.linalg.norm(v) > limit else v for k, v in given.items()}


def _by_whole_norm(given: Gradients, limit: float) -> Gradients:
    """Scale all arrays down together."""
    norm = np.sqrt(sum(float((v * v).sum()) for v in given.values()))
    return {k: v * (limit / norm) if norm > limit else v for k, v in given.items()}


def _by_largest(given: Gradients, limit: float) -> Gradients:
    """Scale each array down until its largest entry is the limit."""
    return {k: v * (limit / np.abs(v).max()) if np.abs(v).max() > limit else v for k, v in given.items()}


def _listed(keys: tuple[str, ...]) -> str:
    """Write names one after the other."""
    return keys[0] if len(keys) == 1 else ", ".join(keys[:-1]) + " and " + keys[-1]


def _forgotten() -> list[Variant]:
    """Return the answers that clip some of the arrays."""
    variants = []
    for count in (1, 2, 4):
        for keys in combinations(GRADIENTS, count):
            sentence = f"{_listed(keys)} {'is' if count == 1 else 'are'} not clipped; all five arrays should be."
            rest = tuple(key for key in GRADIENTS if key not in keys)
            variants.append(Variant(f"without {' '.join(keys)}", sentence, ("keys",), _some(rest)))
    return variants


def _written_in(number: float) -> Variant:
    """Return the answer that always clips at one number."""
    sentence = f"The limit is always {number:g}: use the argument maxValue, not a number written in."
    breaks = ("limit",) if number == 10 else ("above", "below", "limit")
    return Variant(f"always {number:g}", sentence, breaks, lambda given, limit: _each(lambda v, m: np.clip(v, -number, number))(given, limit))


SIDES = ("above", "below")
VALUES = ("above", "below", "inside")
VARIANTS = (
    Variant(
        "unchanged",
        "Nothing was clipped: the arrays came back as they went in. A new array bound to the loop variable changes nothing in the "
        "dictionary; write the result into the array (out=) or under its name.",
        ("above", "below", "inside", "keys", "limit"),
        lambda given, limit: given,
    ),
    _written_in(10),
    _written_in(5),
    _written_in(1),
    Variant("upper only", "Only the upper side is clipped: entries below -maxValue came through.", ("below",), _each(np.minimum)),
    Variant(
        "lower only",
        "Only the lower side is clipped: entries above maxValue came through.",
        ("above",),
        _each(lambda v, m: np.maximum(v, -m)),
    ),
    Variant(
        "norm of each",
        "Each array is scaled down by its norm; here each entry is limited for itself, and the others stay as they are.",
        VALUES,
        _by_norm,
    ),
    Variant(
        "norm of all",
        "All arrays are scaled down by one norm; here each entry is limited for itself, and the others stay as they are.",
        VALUES,
        _by_whole_norm,
    ),
    Variant(
        "largest",
        "Each array is scaled down until its largest entry fits; here each entry is limited for itself, and the others stay.",
        VALUES,
        _by_largest,
    ),
    Variant(
        "sign lost",
        "Entries below -maxValue become +maxValue: their sign is lost.",
        ("below",),
        _each(lambda v, m: np.where(np.abs(v) > m, m, v)),
    ),
    Variant(
        "absolute",
        "All signs are lost: negative entries come back positive.",
        ("below", "inside"),
        _each(lambda v, m: np.minimum(np.abs(v), m)),
    ),
    Variant(
        "flipped",
        "Every entry has the wrong sign.",
        VALUES,
        _each(lambda v, m: -np.clip(v, -m, m)),
    ),
    Variant(
        "from zero",
        "Negative entries become 0: the lower limit is -maxValue, not 0.",
        ("below", "inside"),
        _each(lambda v, m: np.clip(v, 0, m)),
    ),
    Variant(
        "to zero",
        "Entries outside the limits become 0; they should become maxValue or -maxValue.",
        SIDES,
        _each(lambda v, m: np.where(np.abs(v) > m, 0.0, v)),
    ),
    Variant(
        "signs only",
        "Every entry becomes maxValue or -maxValue; those within the limits should stay as they are.",
        ("inside",),
        _each(lambda v, m: np.sign(v) * m),
    ),
    Variant(
        "inside to zero",
        "Entries within the limits become 0; they should stay as they are.",
        ("inside",),
        _each(lambda v, m: np.where(np.abs(v) > m, np.sign(v) * m, 0.0)),
    ),
    Variant(
        "rounded",
        "Entries within the limits lose their decimals; they should stay as they are.",
        ("inside",),
        _each(lambda v, m: np.clip(v, -m, m).astype(int).astype(float)),
    ),
    Variant(
        "squashed",
        "Entries are squashed by tanh, so that those within the limits change too; they should stay as they are.",
        VALUES,
        _each(lambda v, m: m * np.tanh(v / m) if m else 0 * v),
    ),
    Variant(
        "swapped bounds",
        "All entries became -maxValue: the two limits are exchanged.",
        ("above", "inside", "keys", "limit"),
        _each(lambda v, m: np.clip(v, m, -m)),
    ),
    Variant(
        "one bound",
        "All entries became maxValue: the lower limit needs its minus.",
        ("below", "inside", "keys", "limit"),
        _each(lambda v, m: np.clip(v, m, m)),
    ),
    Variant(
        "zero is none",
        "A limit of 0 clips nothing: 0 is a limit too (and `if maxValue` takes it for False).",
        ("limit",),
        _each(lambda v, m: np.clip(v, -m, m) if m else v),
    ),
    Variant(
        "first row",
        "Only the first row of each array is clipped.",
        SIDES,
        _each(lambda v, m: np.vstack((np.clip(v[:1], -m, m), v[1:]))),
    ),
    Variant(
        "biases exchanged",
        "db and dby are exchanged.",
        ("keys",),
        lambda given, limit: {
            k: np.clip(given[{"db": "dby", "dby": "db"}.get(k, k)], -limit, limit) for k in GRADIENTS
        },
    ),
    Variant(
        "whole limit",
        "The decimals of maxValue are dropped before clipping.",
        ("limit",),
        _each(lambda v, m: np.clip(v, -int(m), int(m))),
    ),
    *_forgotten(),
)
HINTS = (
    ("", "Work through the dictionary one array at a time; the same line serves all five."),
    ("keys", "A loop over the dictionary's values reaches all five arrays: dWax, dWaa, dWya, db and dby."),
    ("above", "NumPy has a function that limits an array to a range. It needs the array, the lower end and the upper end."),
    ("below", "The range is from -maxValue to maxValue: mind the minus at its lower end."),
    ("inside", "Writing `gradient = ...` inside a loop gives a name to a new array and leaves the dictionary as it was. Look for `out=`."),
    ("limit", "No number belongs into this function: the limit comes in as maxValue, and it may be 0 or have decimals."),
)
EXERCISE = Exercise("clip", "Clip the gradients", CHECKS, seeded, fresh, 3, VARIANTS, HINTS)
