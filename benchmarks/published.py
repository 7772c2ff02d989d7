"""The published course's way of training and sampling, told again: a one-hot column and five small products a step.

It is what the other ways are measured against, so nothing here is made faster than it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Parameters = dict[str, Array]


def softmax(scores: Array) -> Array:
    """Turn a column of scores into probabilities."""
    powers = np.exp(scores - np.max(scores))
    return powers / powers.sum(axis=0)


def start(n_a: int, symbols: int) -> Parameters:
    """Draw the first weights, as the published seed gives them."""
    np.random.seed(1)
    shapes = {"Wax": (n_a, symbols), "Waa": (n_a, n_a), "Wya": (symbols, n_a)}
    parameters = {name: np.random.randn(*shape) * 0.01 for name, shape in shapes.items()}
    return parameters | {"b": np.zeros((n_a, 1)), "by": np.zeros((symbols, 1))}


def one_hot(index: int | None, symbols: int) -> Array:
    """Make the column that stands for a symbol; the zero column stands for none."""
    x = np.zeros((symbols, 1))
    if index is not None:
        x[index] = 1
    return x


def step_forward(parameters: Parameters, a_prev: Array, x: Array) -> tuple[Array, Array]:
    """Renew the state, and say what may come next."""
    Wax, Waa, b = parameters["Wax"], parameters["Waa"], parameters["b"]
    Wya, by = parameters["Wya"], parameters["by"]
    a = np.tanh(np.dot(Wax, x) + np.dot(Waa, a_prev) + b)
    return a, softmax(np.dot(Wya, a) + by)


def forward(X: Sequence[int | None], Y: Sequence[int], a_prev: Array, parameters: Parameters) -> tuple[float, tuple]:
    """Walk through a name, one step after the other, all that is needed on the way back kept in dictionaries."""
    x, a, y_hat = {}, {-1: np.copy(a_prev)}, {}
    loss = 0.0
    for t in range(len(X)):
        x[t] = one_hot(X[t], len(parameters["by"]))
        a[t], y_hat[t] = step_forward(parameters, a[t - 1], x[t])
        loss -= np.log(y_hat[t][Y[t], 0])
    return loss, (y_hat, a, x)


def backward(X: Sequence[int | None], Y: Sequence[int], parameters: Parameters, cache: tuple) -> tuple[dict, dict]:
    """Walk back, every step adding its outer products to the gradients."""
    y_hat, a, x = cache
    gradients = {"d" + name: np.zeros_like(value) for name, value in parameters.items()}
    gradients["da_next"] = np.zeros_like(a[0])
    for t in reversed(range(len(X))):
        dy = np.copy(y_hat[t])
        dy[Y[t]] -= 1
        step_back(dy, gradients, parameters, x[t], a[t], a[t - 1])
    return gradients, a


def step_back(dy: Array, gradients: dict, parameters: Parameters, x: Array, a: Array, a_prev: Array) -> None:
    """Go back through one step."""
    gradients["dWya"] += np.dot(dy, a.T)
    gradients["dby"] += dy
    da = np.dot(parameters["Wya"].T, dy) + gradients["da_next"]
    dz = (1 - a * a) * da
    gradients["db"] += dz
    gradients["dWax"] += np.dot(dz, x.T)
    gradients["dWaa"] += np.dot(dz, a_prev.T)
    gradients["da_next"] = np.dot(parameters["Waa"].T, dz)


def optimize(
    X: Sequence[int | None], Y: Sequence[int], a_prev: Array, parameters: Parameters, limit: float | None = 5
) -> tuple[float, Array]:
    """Walk there and back, clip where there is a limit, and take a step downhill."""
    loss, cache = forward(X, Y, a_prev, parameters)
    gradients, a = backward(X, Y, parameters, cache)
    if limit is not None:
        for name in parameters:
            np.clip(gradients["d" + name], -limit, limit, out=gradients["d" + name])
    for name in parameters:
        parameters[name] += -0.01 * gradients["d" + name]
    return loss, a[len(X) - 1]


def examples(names: Sequence[str], char_to_ix: Mapping[str, int]) -> list[tuple[list[int | None], list[int]]]:
    """Make X and Y of every name, in the published order."""
    names = list(names)
    np.random.seed(0)
    np.random.shuffle(names)
    letters = [[char_to_ix[c] for c in name] for name in names]
    return [([None, *ix], [*ix, char_to_ix["\n"]]) for ix in letters]


def train(names: Sequence[str], char_to_ix: Mapping[str, int], steps: int, n_a: int) -> tuple[Parameters, list[float]]:
    """Learn from one name after the other; give the parameters and every name's loss."""
    parameters, pairs = start(n_a, len(char_to_ix)), examples(names, char_to_ix)
    a_prev, losses = np.zeros((n_a, 1)), []
    for j in range(steps):
        X, Y = pairs[j % len(pairs)]
        loss, a_prev = optimize(X, Y, a_prev, parameters)
        losses.append(loss)
    return parameters, losses


def sample(parameters: Parameters, newline: int, seed: int) -> list[int]:
    """Draw one name, the generator seeded anew for every letter."""
    Wax, Waa, Wya, b, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "b", "by"))
    x, a = np.zeros((len(by), 1)), np.zeros((len(b), 1))
    indices: list[int] = []
    counter, index = 0, -1
    while index != newline and counter != 50:
        a = np.tanh(np.dot(Wax, x) + np.dot(Waa, a) + b)
        y = softmax(np.dot(Wya, a) + by)
        np.random.seed(counter + seed)
        index = int(np.random.choice(range(len(by)), p=y.ravel()))
        indices.append(index)
        x = one_hot(index, len(by))
        seed += 1
        counter += 1
    return indices if index == newline else [*indices, newline]
