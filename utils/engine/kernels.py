"""The engine's forward and backward pass, update and loop over names: written once, compiled where Numba is.

The order of every sum is written down (left to right, one product at a time, nothing fused), and what is done eight
numbers at a time is done to eight numbers that have nothing to do with each other. So neither the processor nor the
width of its registers can change a bit of the result, nor can it matter whether Numba is there.

Legend: ``V`` symbols, ``H`` hidden units, ``T`` steps; ``W`` and ``S`` are ``H`` and ``T`` rounded up to whole vectors
of eight. A matrix whose name ends in ``T`` is stored transposed.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import elementary, numpy_backend
from .elementary import Array
from .numpy_backend import LANES

try:
    from .compiled import each, fold, into_product, jit, keep, product, transpose

    COMPILED = True
except ImportError:
    from .numpy_backend import each, fold, into_product, jit, keep, product, transpose  # type: ignore[assignment]

    COMPILED = False

MAX_GRADIENT = 5.0  # gradients are clipped to [-MAX_GRADIENT, MAX_GRADIENT]
Letters = NDArray[np.int64]


class Weights(NamedTuple):
    """The trained parameters. ``Waa`` is stored twice: the forward pass reads its columns, the backward its rows."""

    WaxT: Array  # (V, W)
    WaaT: Array  # (W, W)
    Waa: Array  # (W, W)
    Wya: Array  # (V, W)
    b: Array  # (1, W)
    by: Array  # (V, 8), eight times the same


class Workspace(NamedTuple):
    """Intermediate results. ``a[0]`` is the state after the name before; ``dWaxT`` is zero between names."""

    a: Array  # (S + 1, W)
    aT: Array  # (W, S), the states but the first
    y: Array  # (V, S), scores, then probabilities, then gradients
    top: Array  # (1, S), the largest score of each step
    total: Array  # (1, S), the sum of the exponentials, then 1 / sum
    losses: Array  # (1, S), the cross-entropy of each step
    dz: Array  # (S, W), gradients of the loss in the argument of tanh
    dWaxT: Array  # (V, W)
    ones: Array  # (S, S)
    units: int


def _clipped_step(weights: Any, gradient: Any, rate: Any) -> Any:
    return weights - rate * np.minimum(np.maximum(gradient, -MAX_GRADIENT), MAX_GRADIENT)


_descend = each(_clipped_step)
_descend_product = into_product(_clipped_step)
_add = each(lambda out, other: out + other)
_sum = each(lambda out, b, column: b + column)
_copy = each(lambda out, other: other)
_tanh = each(lambda out: elementary.tanh(out))
_times_tanh_slope = each(lambda out, a: out * (1.0 - a * a))
_exponentials = each(lambda y, top: elementary.exp(y - top))
_losses = each(lambda out, total: (elementary.log(total) - out, 1.0 / total))
_multiply = each(lambda out, other: out * other)
_largest = fold(np.maximum)
_total = fold(lambda so_far, row: so_far + row)


@jit
def _forward(w: Weights, d: Workspace, name: Letters) -> None:
    """Compute the hidden states of all steps."""
    for t in range(len(name)):
        before, now = d.a[t : t + 1], d.a[t + 1 : t + 2]
        if t == 0:
            _copy(now, w.b)
        else:
            _sum(now, w.b, w.WaxT[name[t - 1] : name[t - 1] + 1])
        product(now, before, w.WaaT[: d.units])
        _tanh(now)


@jit
def _loss(w: Weights, d: Workspace, name: Letters) -> float:
    """Turn the states into the loss's gradient in the scores (probability, less 1 at the target); return the loss."""
    T = len(name)
    S = (T + LANES - 1) // LANES * LANES
    aT, y = d.aT[:, :S], d.y[:, :S]
    top, total, losses = d.top[:, :S], d.total[:, :S], d.losses[:, :S]
    transpose(aT, d.a[1:])
    _copy(y, w.by)
    product(y, w.Wya, aT[: d.units])

    _copy(top, y[:1])
    _largest(top, y[1:])
    for t in range(T):
        losses[0, t] = y[name[t], t] - top[0, t]
    _exponentials(y, top)
    _copy(total, y[:1])
    _total(total, y[1:])
    _losses(losses, total)
    _multiply(y, total)
    loss = 0.0
    for t in range(T):
        y[name[t], t] -= 1.0
        loss += losses[0, t]
    return loss


@jit
def _backward(w: Weights, d: Workspace, T: int) -> None:
    """Backpropagate through all steps, from the last to the first."""
    d.dz[:T] = 0.0
    product(d.dz[:T], d.y[:, :T].T, w.Wya)
    for t in range(T - 1, -1, -1):
        now = d.dz[t : t + 1]
        if t < T - 1:
            product(now, d.dz[t + 1 : t + 2], w.Waa[: d.units])
        _times_tanh_slope(now, d.a[t + 1 : t + 2])


@jit
def _update(w: Weights, d: Workspace, name: Letters, rate: float) -> None:
    """Sum the gradients over the steps, clip them, and take a step of gradient descent."""
    T, H = len(name), d.units
    dy, dz = d.y[:, :T], d.dz[:T]
    _descend_product(w.Wya, dy, d.a[1 : T + 1], rate)
    _descend_product(w.WaaT[:H], d.a[:T, :H].T, dz, rate)
    _descend_product(w.b, d.ones, dz, rate)
    _descend_product(w.by, dy, d.ones[:T, :LANES], rate)
    transpose(w.Waa, w.WaaT)
    for t in range(1, T):  # only the columns of the letters that were read
        _add(d.dWaxT[name[t - 1] : name[t - 1] + 1], dz[t : t + 1])
    for t in range(1, T):
        gradient = d.dWaxT[name[t - 1] : name[t - 1] + 1]
        _descend(w.WaxT[name[t - 1] : name[t - 1] + 1], gradient, rate)
        gradient[:] = 0.0  # so a letter that comes again changes nothing more


@jit
def _learn(w: Weights, d: Workspace, name: Letters, rate: float) -> float:
    """Train on one name, which ends in the index of the newline, and return its loss."""
    _forward(w, d, name)
    loss = _loss(w, d, name)
    _backward(w, d, len(name))
    _update(w, d, name, rate)
    _copy(d.a[:1], d.a[len(name) : len(name) + 1])
    return loss


def _run(w: Weights, d: Workspace, letters: Letters, starts: Letters, rate: float, first: int, losses: Array) -> None:
    """Train on the names in order, starting over at the end of the list, and store the loss of each.

    Parameters
    ----------
    w, d : Weights, Workspace
        Changed in place.
    letters : int64 array
        The indices of all names, each with the newline's at its end.
    starts : int64 array, shape (names + 1,)
        Where each name starts, and where the last one ends.
    rate : float
        Learning rate.
    first : int
        How many names were trained on before.
    losses : float64 array
        One entry a name; as many names are trained on as it has entries.
    """
    for step in range(len(losses)):
        i = (first + step) % (len(starts) - 1)
        losses[step] = _learn(w, d, letters[starts[i] : starts[i + 1]], rate)


run = keep(_run, __file__, elementary.__file__, numpy_backend.__file__)
