"""The engine's operations in NumPy: what each of them means, and what runs where Numba is missing.

`utils.engine.compiled` has the same names. Both do the same sums in the same order, so both give the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .elementary import Array

LANES = 8  # numbers in a vector; a processor with narrower registers takes one in two or four parts


def jit(function: Callable[..., Any]) -> Callable[..., Any]:
    """Leave a function as it is."""
    return function


def keep(function: Callable[..., Any], *sources: str) -> Callable[..., Any]:
    """Leave a function as it is."""
    return function


def each(function: Callable[..., Any]) -> Callable[..., None]:
    """Make a function of matrices write its result, or results, over its first argument, or arguments.

    A single row, or a single vector of columns, stands for as many as the first argument has.
    """

    def run(out: Array, *others: Any) -> None:
        wide = out.shape[1] // LANES
        fitted = [np.tile(x, wide) if np.ndim(x) and x.shape[1] == LANES else x for x in others]
        results = function(out, *fitted)
        for place, result in zip((out, *others), results if isinstance(results, tuple) else (results,)):
            place[:] = result

    return run


def fold(function: Callable[[Array, Array], Array]) -> Callable[[Array, Array], None]:
    """Make a function of two rows take the rows of a matrix, one by one, into its first argument."""

    def run(out: Array, rows: Array) -> None:
        for row in rows:
            out[0] = function(out[0], row)

    return run


def product(out: Array, left: Array, right: Array) -> None:
    """Add left @ right to out, the products one by one from left to right."""
    if len(out) == 1:  # along the first axis NumPy adds row to row, in order
        terms = left[0, : len(right), None] * right
        np.add.reduce(np.concatenate((out, terms)), axis=0, out=out[0])
    else:
        for j, row in enumerate(right):
            out += left[:, j, None] * row


def into_product(function: Callable[[Array, Array, float], Array]) -> Callable[[Array, Array, Array, float], None]:
    """Make a function of a matrix, a product and a number write its result over the matrix."""

    def run(out: Array, left: Array, right: Array, number: float) -> None:
        sums = np.zeros(out.shape)
        product(sums, left, right)
        out[:] = function(out, sums, number)

    return run


def transpose(out: Array, source: Array) -> None:
    """Write the transpose of source over out, as far as out goes."""
    out[:] = source[: out.shape[1], : out.shape[0]].T
