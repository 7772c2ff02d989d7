"""The known mistakes of `clip`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from autograder.certify.portable import norm, tanh, total
from utils.feedback.sentences import GRADIENTS

from ..texts import Rule, variants

Array = NDArray[np.float64]
Gradients = dict[str, Array]


def _each(change: Callable[[Array, float], Array]) -> Callable[[Gradients, float], Gradients]:
    """Make an answer that changes every array in the same way."""
    return lambda given, limit: {key: change(array, limit) for key, array in given.items()}


def _some(keys: tuple[str, ...]) -> Callable[[Gradients, float], Gradients]:
    """Make an answer that leaves some arrays out."""
    return lambda given, limit: {k: v if k in keys else np.clip(v, -limit, limit) for k, v in given.items()}


def _by_norm(given: Gradients, limit: float) -> Gradients:
    """Scale each array down until its norm is the limit."""
    return {k: v * (limit / norm(v)) if norm(v) > limit else v for k, v in given.items()}


def _by_whole_norm(given: Gradients, limit: float) -> Gradients:
    """Scale all arrays down together."""
    length = np.sqrt(sum(total(v * v) for v in given.values()))
    return {k: v * (limit / length) if length > limit else v for k, v in given.items()}


def _by_largest(given: Gradients, limit: float) -> Gradients:
    """Scale each array down until its largest entry is the limit."""
    return {k: v * (limit / np.abs(v).max()) if np.abs(v).max() > limit else v for k, v in given.items()}


VARIANTS = variants(
    "clip",
    {
        "unchanged": lambda given, limit: given,
        "always 10": _each(lambda v, m: np.clip(v, -10, 10)),
        "always 5": _each(lambda v, m: np.clip(v, -5, 5)),
        "always 1": _each(lambda v, m: np.clip(v, -1, 1)),
        "upper only": _each(np.minimum),
        "lower only": _each(lambda v, m: np.maximum(v, -m)),
        "norm of each": _by_norm,
        "norm of all": _by_whole_norm,
        "largest": _by_largest,
        "sign lost": _each(lambda v, m: np.where(np.abs(v) > m, m, v)),
        "absolute": _each(lambda v, m: np.minimum(np.abs(v), m)),
        "flipped": _each(lambda v, m: -np.clip(v, -m, m)),
        "from zero": _each(lambda v, m: np.clip(v, 0, m)),
        "to zero": _each(lambda v, m: np.where(np.abs(v) > m, 0.0, v)),
        "signs only": _each(lambda v, m: np.sign(v) * m),
        "inside to zero": _each(lambda v, m: np.where(np.abs(v) > m, np.sign(v) * m, 0.0)),
        "rounded": _each(lambda v, m: np.clip(v, -m, m).astype(int).astype(float)),
        "squashed": _each(lambda v, m: m * tanh(v / m) if m else 0 * v),
        "swapped bounds": _each(lambda v, m: np.clip(v, m, -m)),
        "one bound": _each(lambda v, m: np.clip(v, m, m)),
        "zero is none": _each(lambda v, m: np.clip(v, -m, m) if m else v),
        "first row": _each(lambda v, m: np.vstack((np.clip(v[:1], -m, m), v[1:]))),
        "biases exchanged": lambda given, limit: {
            k: np.clip(given[{"db": "dby", "dby": "db"}.get(k, k)], -limit, limit) for k in GRADIENTS
        },
        "whole limit": _each(lambda v, m: np.clip(v, -int(m), int(m))),
        "without {some}": Rule([keys for count in (1, 2, 4) for keys in combinations(GRADIENTS, count)], _some),
    },
)
