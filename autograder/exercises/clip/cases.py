"""`clip`: every entry of every gradient within the limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.certify.error_bounds import ULP
from autograder.certify.portable import Generator
from utils.feedback.cases import Check
from utils.feedback.sentences import GRADIENTS

from ..case_spec import Draft
from ..exercise import Exercise
from ..fresh_cases import Kind, drawn_once
from .edits import EDITS
from .mistakes import VARIANTS

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


def _draft(
    name: str, title: str, given: Gradients, limit: float, checks: tuple[str, ...], visible: bool = False
) -> Draft:
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
    bounds = dict.fromkeys(GRADIENTS, ROUNDINGS * ULP * largest)
    places = {key: (0, key) for key in GRADIENTS}
    return Draft(name, title, visible, (given, limit), parts, given=places, bounds=lambda outcome: bounds)


USUAL = ("above", "below", "inside", "keys")
LIMIT = ("limit",)


def seeded() -> list[Draft]:
    """Return the cases that are the same for everybody."""

    def draw(seed: int, sizes: Mapping[str, tuple[int, int]] = PUBLISHED, scale: float = 10.0) -> Gradients:
        return gradients(Generator(seed), sizes, scale)

    small = {key: np.round(array, 2) for key, array in draw(5, shapes(3, 4), 3.0).items()}
    zero = {key: np.round(array, 2) for key, array in draw(6, shapes(2, 3), 4.0).items()}
    calm = draw(11, shapes(4, 7), 2.0)
    wild = draw(12, shapes(3, 5), 1000.0)
    backwards = {key: np.round(array, 2) for key, array in reversed(draw(13, shapes(3, 2), 12.0).items())}
    more = {key: np.round(array, 3) for key, array in draw(14, shapes(2, 3), 9.0).items()}
    more["da_next"] = np.round(Generator(15).randn(2, 1) * 30, 2)
    beyond = {key: np.full(shape, 0.1) for key, shape in shapes(1, 2).items()}
    for key, entry in zip(GRADIENTS, (0.6, -0.6, 0.55, 0.6, -0.55)):
        beyond[key][0, 0] = entry  # its square, and any sum of squares here, is below the limit
    return [
        _draft("published", "the published example (a limit of 10)", draw(3), 10, USUAL, visible=True),
        _draft("decimals", "an example with a limit of 1.5", small, 1.5, LIMIT, visible=True),
        _draft("zero", "an example with a limit of 0", zero, 0, LIMIT, visible=True),
        replace(
            _draft("ten", "an example with other shapes", draw(10, shapes(8, 27), 8.0), 10, USUAL, True), untold=True
        ),
        _draft(
            "calm",
            "an example with nothing to clip",
            calm,
            3 * float(max(np.abs(array).max() for array in calm.values())),
            ("inside",),
        ),
        _draft("wild", "an example with everything to clip", wild, 0.01, LIMIT),
        _draft("order", "an example with the names in another order", backwards, 10.0, USUAL, visible=True),
        _draft("more", "an example with a sixth array", more, 10, USUAL, visible=True),
        _draft("five", "an example with a limit of 5", draw(16, shapes(1, 3), 6.0), 5, LIMIT),
        _draft("half", "an example with a limit of 0.5", beyond, 0.5, LIMIT, visible=True),
        _draft("thousand", "an example with a limit of 30", draw(17, shapes(4, 4), 40.0), 30, LIMIT),
        *drawn_once(fresh, DRAWN),
    ]


def fresh(random: np.random.RandomState, number: int) -> Draft:
    """Draw a case of any shapes: with a limit of 10, with any limit, with a limit of 0."""
    sizes = shapes(random.randint(2, 9), random.randint(2, 12))
    if number == 0:
        return _draft("fresh", "a fresh example", gradients(random, sizes, 10.0), 10, USUAL)
    if number == 2:
        return _draft("fresh zero", "a fresh example with a limit of 0", gradients(random, sizes, 12.0), 0, LIMIT)
    limit = float(np.round(random.uniform(0.2, 20), 3))
    return _draft(
        "fresh limit",
        "a fresh example with a limit of its own",
        gradients(random, sizes, 1.2 * limit),
        limit,
        LIMIT,
    )


KINDS = (
    Kind("usual", USUAL),
    Kind("limit", LIMIT, ("zero is none",)),
    Kind("zero", LIMIT, ("swapped bounds", "one bound", "whole limit")),  # these are right there
)
# Seeds of draws of each kind that are the same for everybody: enough for a slip that shows now and then to show.
DRAWN = {0: (1, 3, 4, 5), 1: (1, 2, 3, 4, 5), 2: (1, 2)}
EXERCISE = Exercise("clip", CHECKS, seeded, fresh, KINDS, 3, VARIANTS, EDITS)
