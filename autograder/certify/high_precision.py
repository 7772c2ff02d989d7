"""Runs of the network that owe nothing to `utils` or the masters: with 50 digits, reordered, and perturbed.

Those in double precision are made of :mod:`autograder.certify.portable`, so that they have the same bits on every
machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

from . import portable
from .recurrence import DOUBLE, Numbers, step

Array = NDArray[np.float64]
DIGITS = 50


def precise(array: Any) -> Any:
    """Turn an array of doubles into numbers of 50 digits, exactly; leave those that are such already."""
    array = np.asarray(array)
    return array if array.dtype == object else np.frompyfunc(mpmath.mpf, 1, 1)(array.astype(float).astype(object))


_tanh = np.frompyfunc(mpmath.tanh, 1, 1)
_exp = np.frompyfunc(mpmath.exp, 1, 1)


def exact_boundaries(
    parameters: Mapping[str, Array], newline: int, numbers: Sequence[float]
) -> tuple[list[int], list[Array]]:
    """Sample a name with 50 digits.

    Parameters
    ----------
    parameters : dict of str to ndarray
        The network's.
    newline : int
        The index that ends a name.
    numbers : sequence of float
        The draws from [0, 1), one a step.

    Returns
    -------
    chosen : list of int
        The indices, the newline among them where it was drawn.
    boundaries : list of ndarray, shape (V,)
        The cumulative distribution of each step, rounded once.
    """
    with mpmath.workdps(DIGITS):
        exact = {name: precise(array) for name, array in parameters.items()}
        a = precise(np.zeros(exact["b"].shape))
        chosen: list[int] = []
        boundaries = []
        for number in numbers:
            s = exact["Waa"] @ a + exact["b"]
            if chosen:
                s = s + exact["Wax"][:, [chosen[-1]]]
            a = _tanh(s)
            power = _exp(exact["Wya"] @ a + exact["by"])[:, 0]
            cumulative = np.cumsum(power) / power.sum()
            boundaries.append(cumulative.astype(float))
            chosen.append(int(sum(1 for boundary in cumulative[:-1] if boundary <= number)))
            if chosen[-1] == newline:
                break
    return chosen, boundaries


def reordered_boundaries(
    parameters: Mapping[str, Array], chosen: Sequence[int], seed: int, by: float = 0.0
) -> list[Array]:
    """Run the network in double precision along given indices, its hidden units in another order.

    Parameters
    ----------
    parameters : dict of str to ndarray
        The network's.
    chosen : sequence of int
        The indices to feed back.
    seed : int
        Chooses the order of the hidden units and the perturbation.
    by : float
        Every parameter is moved by up to this much, relatively.

    Returns
    -------
    list of ndarray, shape (V,)
        The cumulative distribution of each step.
    """
    random = np.random.RandomState(seed)
    order = random.permutation(len(parameters["b"]))
    moved = perturbed(parameters, random, by)
    Wax, Waa, Wya = moved["Wax"][order], moved["Waa"][np.ix_(order, order)], moved["Wya"][:, order]
    a = np.zeros((len(order), 1))
    rows = []
    for place in range(len(chosen)):
        s = portable.matmul(Waa, a) + moved["b"][order]
        if place:
            s = s + Wax[:, [chosen[place - 1]]]
        a = portable.tanh(s)
        cumulative = np.cumsum(portable.exp(portable.matmul(Wya, a) + moved["by"])[:, 0])
        rows.append(cumulative / cumulative[-1])
    return rows


def perturbed(arrays: Mapping[str, Array], random: np.random.RandomState, by: float) -> dict[str, Array]:
    """Move every number by up to so much, relatively."""
    return {name: array * (1 + by * random.uniform(-1, 1, array.shape)) for name, array in arrays.items()}


PRECISE = Numbers(precise, np.matmul, np.sum, _tanh, _exp, np.frompyfunc(mpmath.log, 1, 1))


def exact_step(
    X: Sequence[int | None], Y: Sequence[int], a_prev: Array, parameters: Mapping[str, Array], rate: float = 0.01
) -> dict[str, Array]:
    """Take one step of gradient descent with 50 digits.

    Parameters
    ----------
    X, Y, a_prev, parameters, rate
        As `optimize` gets them.

    Returns
    -------
    dict of str to ndarray
        ``loss``, ``a_last``, the five clipped gradients and the five updated parameters, rounded once to float64.
    """
    with mpmath.workdps(DIGITS):
        found = step(X, Y, a_prev, parameters, rate, PRECISE)
    return {name: np.asarray(value).astype(float) for name, value in found.items()}


def exact_training(steps: Sequence[Sequence[Any]]) -> dict[str, Array]:
    """Train with 50 digits: the first step's state and parameters, carried through all of them.

    Parameters
    ----------
    steps : sequence of (X, Y, a_prev, parameters, rate)
        As `optimize` gets them; state and parameters of all but the first are computed here.

    Returns
    -------
    dict of str to ndarray
        The parameters at the end, rounded once to float64.
    """
    with mpmath.workdps(DIGITS):
        _, _, state, parameters, _ = steps[0]
        for X, Y, _, _, rate in steps:
            found = step(X, Y, state, parameters, rate, PRECISE)
            state, parameters = found["a_last"], {name: found[name] for name in parameters}
    return {name: value.astype(float) for name, value in parameters.items()}


def reordered_step(args: Sequence[Any], seed: int, by: float = 0.0) -> dict[str, Array]:
    """Take one step in double precision with the hidden units in another order.

    Parameters
    ----------
    args : sequence
        As `optimize` gets them.
    seed : int
        Chooses the order and the perturbation.
    by : float
        Every parameter is moved by up to this much, relatively.

    Returns
    -------
    dict of str to ndarray
        As :func:`exact_step`, the units in their own order again.
    """
    X, Y, a_prev, parameters, *rate = args
    random = np.random.RandomState(seed)
    order = random.permutation(len(a_prev))
    back = np.argsort(order)
    moved = perturbed(parameters, random, by)
    found = step(X, Y, a_prev[order], _permuted(moved, order), rate[0] if rate else 0.01, DOUBLE)
    gradients = _permuted({name: found["d" + name] for name in parameters}, back)
    updated = _permuted({name: found[name] for name in parameters}, back)
    result = {"d" + name: array for name, array in gradients.items()} | updated
    return result | {"loss": found["loss"], "a_last": found["a_last"][back]}


def _permuted(arrays: Mapping[str, Array], order: NDArray[np.intp]) -> dict[str, Array]:
    """Put the hidden units of parameters or gradients in another order."""
    return {
        "Wax": arrays["Wax"][order],
        "Waa": arrays["Waa"][np.ix_(order, order)],
        "Wya": arrays["Wya"][:, order],
        "b": arrays["b"][order],
        "by": arrays["by"],
    }
