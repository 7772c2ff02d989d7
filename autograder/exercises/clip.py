"""`clip`: every entry of every gradient within the limit."""

from __future__ import annotations

import numpy as np

from utils.feedback.lesson import Check
from utils.feedback.read import GRADIENTS

from .base import Draft, Exercise, Variant

CHECKS = (
    Check("above", "Values above the limit become the limit", 2),
    Check("below", "Values below minus the limit become minus the limit", 2),
    Check("inside", "Values within the limits stay as they are", 2),
    Check("keys", "All five arrays are clipped", 2),
    Check("limit", "The limit that is given counts, whatever it is", 2),
)
SHAPES = {"dWax": (5, 3), "dWaa": (5, 5), "dWya": (2, 5), "db": (5, 1), "dby": (2, 1)}
FEW_ULP = 2**-50  # relative: a right answer rounds at most twice, when it scales to [-1, 1] and back


def _draw(seed, shapes=SHAPES, scale=10.0):
    """Draw the five arrays in the published order."""
    random = np.random.RandomState(seed)
    return {name: random.randn(*shape) * scale for name, shape in shapes.items()}


def _draft(name, title, visible, gradients, limit, checks) -> Draft:
    """Split every array into the entries above, below and inside."""
    parts: dict = {check: [] for check in checks}
    for key, array in gradients.items():
        flat = array.ravel()
        regions = {"above": flat > limit, "below": flat < -limit, "inside": abs(flat) <= limit}
        for check in parts:
            if check in regions:
                at = tuple(np.flatnonzero(regions[check]).tolist())
                parts[check] += [(key, at)] if at else []
            else:
                parts[check].append(key)
    given = {key: (0, key) for key in GRADIENTS}
    tolerance = {"*": float(limit) * FEW_ULP}
    return Draft(name, title, visible, (gradients, limit), parts, tolerance, given)


def drafts(secret: int) -> list[Draft]:
    """Return the cases of `clip`."""
    usual = ("above", "below", "inside", "keys")
    return [
        _draft("published", "the published example", True, _draw(3), 10, usual),
        _draft("small", "a smaller limit", True, _draw(4, scale=4), 5, ("limit",)),
        _draft("fresh", "a fresh example", False, _draw(secret % 2**32, scale=9), 10, usual),
        _draft("float", "a limit with decimals", False, _draw(secret % 2**31, scale=3), 2.5, ("limit",)),
    ]


def _upper_only(gradients, maxValue):
    return {name: np.minimum(array, maxValue) for name, array in gradients.items()}


VARIANTS = (
    Variant("upper only", "Only the upper bound is kept: values below -maxValue come through.", ("below",), _upper_only),
    Variant(
        "ten",
        "The limit is always 10: use the argument maxValue.",
        ("limit",),
        lambda gradients, maxValue: {k: np.clip(v, -10, 10) for k, v in gradients.items()},
    ),
)
HINTS = ("Every array of the dictionary needs the same treatment, one after the other.",)
EXERCISE = Exercise("clip", "Clip the gradients", CHECKS, drafts, VARIANTS, HINTS)
