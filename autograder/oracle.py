"""Runs of the network that owe nothing to `utils` or the masters: with 50 digits, reordered, and perturbed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

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
    moved = {name: array * (1 + by * random.uniform(-1, 1, array.shape)) for name, array in parameters.items()}
    Wax, Waa, Wya = moved["Wax"][order], moved["Waa"][np.ix_(order, order)], moved["Wya"][:, order]
    a = np.zeros((len(order), 1))
    rows = []
    for step in range(len(chosen)):
        s = Waa @ a + moved["b"][order]
        if step:
            s = s + Wax[:, [chosen[step - 1]]]
        a = np.tanh(s)
        power = np.exp(Wya @ a + moved["by"])[:, 0]
        rows.append(np.cumsum(power) / power.sum())
    return rows


@dataclass(frozen=True)
class Numbers:
    """A kind of numbers to calculate with: how to make them, and the three functions that are not arithmetic."""

    make: Callable[[Array], Any]
    tanh: Callable[[Any], Any]
    exp: Callable[[Any], Any]
    log: Callable[[Any], Any]


PRECISE = Numbers(precise, _tanh, _exp, np.frompyfunc(mpmath.log, 1, 1))
DOUBLE = Numbers(lambda array: np.array(array, dtype=float), np.tanh, np.exp, np.log)


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
        found = _step(X, Y, a_prev, parameters, rate, PRECISE)
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
            found = _step(X, Y, state, parameters, rate, PRECISE)
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
    moved = {name: array * (1 + by * random.uniform(-1, 1, array.shape)) for name, array in parameters.items()}
    found = _step(X, Y, a_prev[order], _permuted(moved, order), rate[0] if rate else 0.01, DOUBLE)
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


def _step(
    X: Sequence[int | None],
    Y: Sequence[int],
    a_prev: Array,
    parameters: Mapping[str, Array],
    rate: float,
    numbers: Numbers,
) -> dict[str, Any]:
    """Take one step with numbers of any kind: forward, back, clip at 5, update."""
    weights = {name: numbers.make(array) for name, array in parameters.items()}
    states, outputs, losses = [numbers.make(a_prev)], [], []
    for x, y in zip(X, Y):
        s = weights["Waa"] @ states[-1] + weights["b"]
        states.append(numbers.tanh(s if x is None else s + weights["Wax"][:, [x]]))
        power = numbers.exp(weights["Wya"] @ states[-1] + weights["by"])
        outputs.append(power / power.sum())
        losses.append(-numbers.log(outputs[-1][[y]]))
    found: dict[str, Any] = {"loss": np.sum(np.concatenate(losses)), "a_last": states[-1]}
    for name, array in _gradients(X, Y, states, outputs, weights, numbers).items():
        found["d" + name] = np.minimum(np.maximum(array, -5), 5)
        found[name] = weights[name] - numbers.make(np.array([[rate]])) * found["d" + name]
    return found


def _gradients(
    X: Sequence[int | None], Y: Sequence[int], states: list, outputs: list, weights: Mapping[str, Any], numbers: Numbers
) -> dict[str, Any]:
    """Walk back through the steps."""
    sums = {name: numbers.make(np.zeros(array.shape)) for name, array in weights.items()}
    later = numbers.make(np.zeros(states[0].shape))
    for t in reversed(range(len(outputs))):
        dy = outputs[t].copy()
        dy[Y[t], 0] -= 1
        a = states[t + 1]
        dz = (1 - a * a) * (weights["Wya"].T @ dy + later)
        sums["Wya"] = sums["Wya"] + dy @ a.T
        sums["by"] = sums["by"] + dy
        sums["Waa"] = sums["Waa"] + dz @ states[t].T
        sums["b"] = sums["b"] + dz
        if X[t] is not None:
            sums["Wax"][:, [X[t]]] = sums["Wax"][:, [X[t]]] + dz
        later = weights["Waa"].T @ dz
    return sums
