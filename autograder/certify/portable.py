"""Arithmetic with the same bits on every machine: what is proved, recorded and written about a case is computed here.

A product of matrices depends on the BLAS and its kernel, ``exp`` and ``tanh`` on the processor's vector instructions
and on NumPy's version, and ``randn`` on the C library's logarithm. Here each number comes from operations whose result
IEEE 754 fixes to the bit (sums, products, quotients and square roots of single numbers), in an order that is fixed
too: a cumulative sum goes from left to right by definition, where ``sum`` may not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.engine.elementary import exp, log, tanh

Array = NDArray[np.float64]
SQUARINGS = 10  # the 2-norm is overestimated by the 2**11th root of the number of rows at most
SMALL = 16  # terms of a sum, up to which all products of two matrices are made at once

__all__ = ["Generator", "exp", "log", "matmul", "norm", "spectral_norm", "tanh", "total"]


def total(terms: Any) -> float:
    """Add up all entries of an array, from the first to the last."""
    flat = np.asarray(terms, dtype=float).ravel()
    return float(np.add.accumulate(flat)[-1]) if flat.size else 0.0


def matmul(one: Array, other: Array) -> Array:
    """Multiply a matrix with a matrix or a vector, adding the products up from left to right.

    Parameters
    ----------
    one : ndarray of float64, shape (m, n)
    other : ndarray of float64, shape (n,) or (n, k)

    Returns
    -------
    ndarray of float64, shape (m,) or (m, k)

    Raises
    ------
    ValueError
        Where the shapes do not fit.
    """
    if one.ndim != 2 or one.shape[1] != len(other):
        raise ValueError(f"shapes {one.shape} and {other.shape} cannot be multiplied")
    if not len(other):
        return np.zeros((len(one), *other.shape[1:]))
    if other.ndim == 1:
        return np.add.accumulate(one * other, axis=1)[:, -1]
    if other.shape[1] == 1:
        return np.add.accumulate(one * other[:, 0], axis=1)[:, -1:]
    if len(other) <= SMALL:
        return np.add.accumulate(one[:, :, None] * other, axis=1)[:, -1]
    product = one[:, :1] * other[0]
    for k in range(1, len(other)):
        product += one[:, k : k + 1] * other[k]
    return product


def norm(array: Array) -> float:
    """Return the 2-norm of a vector, the Frobenius norm of a matrix."""
    return float(np.sqrt(total(array * array)))


def spectral_norm(matrix: Array) -> float:
    """Bound the 2-norm of a matrix from above, and closely.

    With B = A'A the norm is the square root of the largest eigenvalue of B, which is no larger than the trace of B to
    the power 2^k, to the power 2^-k; k is 10, so that a hundred rows make it 0.3 percent too large at most.

    Parameters
    ----------
    matrix : ndarray of float64, shape (m, n)

    Returns
    -------
    float
    """
    gram = matmul(matrix, matrix.T.copy()) if len(matrix) < matrix.shape[1] else matmul(matrix.T.copy(), matrix)
    traces = []
    for _ in range(SQUARINGS + 1):
        traces.append(total(np.diagonal(gram)))
        if traces[-1] <= 0.0:
            return 0.0
        gram = gram / traces[-1]
        gram = matmul(gram, gram)
    largest = 1.0
    for trace in reversed(traces):
        largest = trace * float(np.sqrt(largest))
    return float(np.sqrt(largest))


class Generator(np.random.RandomState):
    """NumPy's generator with a ``randn`` that draws from the same uniform numbers, but has the same bits everywhere."""

    _spare: float | None = None

    def randn(self, *shape: int) -> Any:
        """Draw normal numbers as ``RandomState.randn`` does: G. Marsaglia's polar method.

        Parameters
        ----------
        *shape : int
            The shape of the array; a single number without any.

        Returns
        -------
        ndarray of float64, or float
            Each within two units in the last place of what ``RandomState.randn`` draws.
        """
        count = int(np.prod(shape, dtype=int))
        found = [] if self._spare is None or not count else [np.array([self._spare])]
        self._spare = None if count else self._spare
        while (missing := count - sum(map(len, found))) > 0:
            points = 2.0 * self.random_sample(((missing + 1) // 2, 2)) - 1.0
            size = points[:, 0] * points[:, 0] + points[:, 1] * points[:, 1]
            inside = (size < 1.0) & (size > 0.0)
            scale = np.sqrt(-2.0 * log(size[inside]) / size[inside])
            found.append((scale[:, None] * points[inside, ::-1]).ravel())
        flat = np.concatenate(found) if found else np.zeros(0)
        if len(flat) > count:
            self._spare = float(flat[-1])
        numbers = flat[:count]
        return numbers.reshape(shape) if shape else float(numbers[0])
