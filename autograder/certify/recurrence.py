"""The network's step of learning, forward and back, in numbers of any kind: 50 digits, or doubles that are portable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.validation import check_forward

from . import portable

Array = NDArray[np.float64]
LIMIT = 5


@dataclass(frozen=True)
class Numbers:
    """A kind of numbers to calculate with: how to make, multiply and add them, and the functions beyond arithmetic."""

    make: Callable[[Array], Any]
    matmul: Callable[[Any, Any], Any]
    total: Callable[[Any], Any]
    tanh: Callable[[Any], Any]
    exp: Callable[[Any], Any]
    log: Callable[[Any], Any]


DOUBLE = Numbers(
    lambda array: np.array(array, dtype=float),
    portable.matmul,
    portable.total,
    portable.tanh,
    portable.exp,
    portable.log,
)


def step(
    X: Sequence[int | None],
    Y: Sequence[int],
    a_prev: Array,
    parameters: Mapping[str, Array],
    rate: float,
    numbers: Numbers,
) -> dict[str, Any]:
    """Take one step with numbers of any kind: forward, back, clip at 5, update.

    Returns
    -------
    dict of str to arrays of these numbers
        ``loss``, ``a_last``, the five clipped gradients and the five updated parameters.
    """
    weights = {name: numbers.make(array) for name, array in parameters.items()}
    loss, states, outputs = _forward(X, Y, numbers.make(a_prev), weights, numbers)
    found: dict[str, Any] = {"loss": loss, "a_last": states[-1]}
    for name, array in _gradients(X, Y, states, outputs, weights, numbers).items():
        if name != "a_prev":
            found["d" + name] = np.minimum(np.maximum(array, -LIMIT), LIMIT)
            found[name] = weights[name] - numbers.make(np.array([[rate]])) * found["d" + name]
    return found


def _forward(
    X: Sequence[int | None], Y: Sequence[int], start: Any, weights: Mapping[str, Any], numbers: Numbers
) -> tuple[Any, list, list]:
    """Walk through a name: the loss, the states from the first one on, the probabilities."""
    states, outputs, losses = [start], [], []
    for x, y in zip(X, Y):
        s = numbers.matmul(weights["Waa"], states[-1]) + weights["b"]
        states.append(numbers.tanh(s if x is None else s + weights["Wax"][:, [x]]))
        scores = numbers.matmul(weights["Wya"], states[-1]) + weights["by"]
        power = numbers.exp(scores - scores.max())
        outputs.append(power / numbers.total(power))
        losses.append(-numbers.log(outputs[-1][[y]]))
    return numbers.total(np.concatenate(losses)), states, outputs


def portable_forward(
    X: Sequence[int | None], Y: Sequence[int], a_prev: Array, parameters: Mapping[str, Array]
) -> tuple[float, tuple[list, list]]:
    """Do what ``rnn_forward`` does, with the same bits on every machine.

    Returns
    -------
    loss : float
    cache : tuple
        For :func:`portable_backward`.

    Raises
    ------
    ValueError
        Where ``rnn_forward`` raises one.
    """
    check_forward(X, Y, a_prev, parameters, parameters["by"].size)
    loss, states, outputs = _forward(X, Y, np.array(a_prev, dtype=float), parameters, DOUBLE)
    return loss, (states, outputs)


def portable_backward(
    X: Sequence[int | None], Y: Sequence[int], parameters: Mapping[str, Array], cache: tuple[list, list]
) -> tuple[dict[str, Array], Array]:
    """Do what ``rnn_backward`` does, with the same bits on every machine.

    Returns
    -------
    gradients : dict of str to ndarray
        ``dWax``, ``dWaa``, ``dWya``, ``db``, ``dby`` and ``da_next``.
    a : ndarray, shape (T + 1, H, 1)
        The states, the one before the first step at the end.
    """
    states, outputs = cache
    sums = _gradients(X, Y, states, outputs, parameters, DOUBLE)
    gradients = {"d" + name: sums[name] for name in ("Wax", "Waa", "Wya", "b", "by")}
    return gradients | {"da_next": sums["a_prev"]}, np.array([*states[1:], states[0]])


def _gradients(
    X: Sequence[int | None], Y: Sequence[int], states: list, outputs: list, weights: Mapping[str, Any], numbers: Numbers
) -> dict[str, Any]:
    """Walk back through the steps: the slope of the loss in every parameter, and in the state before the first."""
    sums = {name: numbers.make(np.zeros(array.shape)) for name, array in weights.items()}
    later = numbers.make(np.zeros(states[0].shape))
    for t in reversed(range(len(outputs))):
        dy = outputs[t].copy()
        dy[Y[t], 0] -= 1
        a = states[t + 1]
        dz = (1 - a * a) * (numbers.matmul(weights["Wya"].T, dy) + later)
        sums["Wya"] = sums["Wya"] + dy * a.T
        sums["by"] = sums["by"] + dy
        sums["Waa"] = sums["Waa"] + dz * states[t].T
        sums["b"] = sums["b"] + dz
        if X[t] is not None:
            sums["Wax"][:, [X[t]]] = sums["Wax"][:, [X[t]]] + dz
        later = numbers.matmul(weights["Waa"].T, dz)
    return sums | {"a_prev": later}
