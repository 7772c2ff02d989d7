"""The engine's walk through a name and back, and the loop over names: written once, compiled where Numba is.

The order of every sum is written down (left to right, one product at a time, nothing fused), and what is done eight
numbers at a time is done to eight numbers that have nothing to do with each other. So neither the processor nor the
width of its registers can change a bit of the result, nor can it matter whether Numba is there.

Legend: ``V`` symbols, ``H`` hidden units, ``T`` steps; ``W`` and ``S`` are ``H`` and ``T`` filled up to whole groups
of eight. A matrix whose name ends in ``T`` is stored transposed.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import elementary, numpy_backend
from .elementary import Array

try:
    from .compiled import each, fold, into_product, jit, keep, product, transpose

    COMPILED = True
except ImportError:
    from .numpy_backend import each, fold, into_product, jit, keep, product, transpose  # type: ignore[assignment]

    COMPILED = False

GROUP = 8
LIMIT = 5.0  # gradients are clipped to [-LIMIT, LIMIT]
Letters = NDArray[np.int64]


class Weights(NamedTuple):
    """What is learned. ``Waa`` is there twice: the way forward reads its columns, the way back its rows."""

    WaxT: Array  # (V, W)
    WaaT: Array  # (W, W)
    Waa: Array  # (W, W)
    Wya: Array  # (V, W)
    b: Array  # (1, W)
    by: Array  # (V, 8), eight times the same


class Desk(NamedTuple):
    """Room to work in. ``a[0]`` is the state that the last name left behind; ``dWaxT`` is zero between names."""

    a: Array  # (S + 1, W)
    aT: Array  # (W, S), the states but the first
    y: Array  # (V, S), scores, then probabilities, then slopes
    top: Array  # (1, S), the largest score of each step
    total: Array  # (1, S), the sum of the powers, then 1 / sum
    surprise: Array  # (1, S), the loss
    dz: Array  # (S, W), slopes of the loss in what goes into tanh
    dWaxT: Array  # (V, W)
    ones: Array  # (S, S)
    units: int


def _clipped_step(weights: Any, slopes: Any, rate: Any) -> Any:
    return weights - rate * np.minimum(np.maximum(slopes, -LIMIT), LIMIT)


_descend = each(_clipped_step)
_descend_product = into_product(_clipped_step)
_add = each(lambda out, other: out + other)
_sum = each(lambda out, b, column: b + column)
_copy = each(lambda out, other: other)
_squash = each(lambda out: elementary.tanh(out))
_unsquash = each(lambda out, a: out * (1.0 - a * a))
_powers = each(lambda y, top: elementary.exp(y - top))
_surprise = each(lambda out, total: (elementary.log(total) - out, 1.0 / total))
_multiply = each(lambda out, other: out * other)
_largest = fold(np.maximum)
_total = fold(lambda so_far, row: so_far + row)


@jit
def _forward(w: Weights, d: Desk, name: Letters) -> None:
    """Fill the states of all steps."""
    for t in range(len(name)):
        before, now = d.a[t : t + 1], d.a[t + 1 : t + 2]
        if t == 0:
            _copy(now, w.b)
        else:
            _sum(now, w.b, w.WaxT[name[t - 1] : name[t - 1] + 1])
        product(now, before, w.WaaT[: d.units])
        _squash(now)


@jit
def _judge(w: Weights, d: Desk, name: Letters) -> float:
    """Turn the states into slopes in the scores, probability - 1 for the symbol that came, and return the loss."""
    T = len(name)
    S = (T + GROUP - 1) // GROUP * GROUP
    aT, y = d.aT[:, :S], d.y[:, :S]
    top, total, surprise = d.top[:, :S], d.total[:, :S], d.surprise[:, :S]
    transpose(aT, d.a[1:])
    _copy(y, w.by)
    product(y, w.Wya, aT[: d.units])

    _copy(top, y[:1])
    _largest(top, y[1:])
    for t in range(T):
        surprise[0, t] = y[name[t], t] - top[0, t]
    _powers(y, top)
    _copy(total, y[:1])
    _total(total, y[1:])
    _surprise(surprise, total)
    _multiply(y, total)
    loss = 0.0
    for t in range(T):
        y[name[t], t] -= 1.0
        loss += surprise[0, t]
    return loss


@jit
def _backward(w: Weights, d: Desk, T: int) -> None:
    """Fill the slopes of all steps, from the last to the first."""
    d.dz[:T] = 0.0
    product(d.dz[:T], d.y[:, :T].T, w.Wya)
    for t in range(T - 1, -1, -1):
        now = d.dz[t : t + 1]
        if t < T - 1:
            product(now, d.dz[t + 1 : t + 2], w.Waa[: d.units])
        _unsquash(now, d.a[t + 1 : t + 2])


@jit
def _update(w: Weights, d: Desk, name: Letters, rate: float) -> None:
    """Add the slopes up over the steps, clip them, and take a step downhill."""
    T, H = len(name), d.units
    dy, dz = d.y[:, :T], d.dz[:T]
    _descend_product(w.Wya, dy, d.a[1 : T + 1], rate)
    _descend_product(w.WaaT[:H], d.a[:T, :H].T, dz, rate)
    _descend_product(w.b, d.ones, dz, rate)
    _descend_product(w.by, dy, d.ones[:T, :GROUP], rate)
    transpose(w.Waa, w.WaaT)
    for t in range(1, T):  # only the columns of the letters that were read
        _add(d.dWaxT[name[t - 1] : name[t - 1] + 1], dz[t : t + 1])
    for t in range(1, T):
        slopes = d.dWaxT[name[t - 1] : name[t - 1] + 1]
        _descend(w.WaxT[name[t - 1] : name[t - 1] + 1], slopes, rate)
        slopes[:] = 0.0  # so a letter that comes again changes nothing more


@jit
def _learn(w: Weights, d: Desk, name: Letters, rate: float) -> float:
    """Learn from one name, which ends in the index of the newline, and return its loss."""
    _forward(w, d, name)
    loss = _judge(w, d, name)
    _backward(w, d, len(name))
    _update(w, d, name, rate)
    _copy(d.a[:1], d.a[len(name) : len(name) + 1])
    return loss


def _run(w: Weights, d: Desk, letters: Letters, starts: Letters, rate: float, first: int, losses: Array) -> None:
    """Learn from name after name, round and round, and write down the loss of each.

    Parameters
    ----------
    w, d : Weights, Desk
        Changed in place.
    letters : int64 array
        The indices of all names, each with the newline's at its end.
    starts : int64 array, shape (names + 1,)
        Where each name starts, and where the last one ends.
    rate : float
        Learning rate.
    first : int
        How many names were learned from before.
    losses : float64 array
        One entry a name; as many names are learned from as it has entries.
    """
    for step in range(len(losses)):
        i = (first + step) % (len(starts) - 1)
        losses[step] = _learn(w, d, letters[starts[i] : starts[i + 1]], rate)


run = keep(_run, __file__, elementary.__file__, numpy_backend.__file__)
