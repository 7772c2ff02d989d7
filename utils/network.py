"""The recurrent network: one step, the walk through a name, the walk back, and the update.

Legend of the shape comments: ``V`` symbols in the vocabulary, ``H`` hidden units (``n_a``), ``T`` steps.

The published course writes every step as a product with a one-hot column. Here the walk through a name takes
column ``i`` of ``Wax`` where the product would have picked it, keeps the steps side by side in one array, and
leaves to the loop only what has to wait for the step before: the hidden state. The two ``rnn_step_*`` functions
say the same thing one step at a time; read them first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Cache = tuple[Array, Array, Array]


def softmax(x: ArrayLike) -> Array:
    """Turn scores into probabilities, column by column."""
    scores = np.asarray(x)
    top = scores.max(axis=0)  # the largest score becomes exp(0): nothing can overflow
    if not np.isfinite(top).all():
        raise ValueError("softmax needs scores that are numbers, and these hold nan or inf: the weights have run away.")
    powers = np.exp(scores - top)
    return powers / powers.sum(axis=0)


def smooth(loss: float, cur_loss: float) -> float:
    """Move the running loss a thousandth of the way to the newest one."""
    return loss * 0.999 + cur_loss * 0.001


def get_sample(sample_ix: Sequence[int], ix_to_char: Mapping[int, str]) -> str:
    """Spell a list of indices, with a capital in front."""
    text = "".join(ix_to_char[i] for i in sample_ix)
    return text[:1].upper() + text[1:]


def print_sample(sample_ix: Sequence[int], ix_to_char: Mapping[int, str]) -> None:
    """Print a list of indices as a name, with a capital in front."""
    print(get_sample(sample_ix, ix_to_char), end="")


def get_initial_loss(vocab_size: int, seq_length: int) -> float:
    """Give the loss of a model that thinks all symbols equally likely."""
    return math.log(vocab_size) * seq_length


def initialize_parameters(n_a: int, n_x: int, n_y: int) -> dict[str, Array]:
    """Draw the weights that the published course starts from (seed 1)."""
    np.random.seed(1)
    return {
        "Wax": np.random.randn(n_a, n_x) * 0.01,  # (H, V)
        "Waa": np.random.randn(n_a, n_a) * 0.01,  # (H, H)
        "Wya": np.random.randn(n_y, n_a) * 0.01,  # (V, H)
        "b": np.zeros((n_a, 1)),
        "by": np.zeros((n_y, 1)),
    }


def rnn_step_forward(parameters: Mapping[str, Array], a_prev: Array, x: Array) -> tuple[Array, Array]:
    """Take one step: read a symbol, renew the hidden state, say what may come next."""
    Wax, Waa, Wya, b, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "b", "by"))
    a_next = np.tanh(Wax @ x + Waa @ a_prev + b)  # (H, 1)
    return a_next, softmax(Wya @ a_next + by)  # (H, 1), (V, 1)


def rnn_step_backward(
    dy: Array, gradients: dict[str, Array], parameters: Mapping[str, Array], x: Array, a: Array, a_prev: Array
) -> dict[str, Array]:
    """Take one step back: add this step's share to every gradient."""
    da = parameters["Wya"].T @ dy + gradients["da_next"]  # (H, 1)
    dz = (1 - a * a) * da  # (H, 1)
    gradients["dWya"] += dy @ a.T  # (V, H)
    gradients["dby"] += dy
    gradients["dWax"] += dz @ x.T  # (H, V)
    gradients["dWaa"] += dz @ a_prev.T  # (H, H)
    gradients["db"] += dz
    gradients["da_next"] = parameters["Waa"].T @ dz  # (H, 1)
    return gradients


def rnn_forward(
    X: Sequence[int | None], Y: Sequence[int], a_prev: Array, parameters: Mapping[str, Array], vocab_size: int = 27
) -> tuple[float, Cache]:
    """Walk through a name, and sum up how surprised the network was by each next symbol."""
    Wax, Waa, Wya, b, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "b", "by"))
    (H, V), T = Wax.shape, len(X)
    read = [t for t in range(T) if X[t] is not None]
    ix = [X[t] for t in read]
    steps = np.arange(T)

    x = np.zeros((T, V, 1))
    x[read, ix] = 1
    inputs = np.tile(b.T, (T, 1))  # (T, H)
    inputs[read] += Wax.T[ix]
    a = np.empty((T + 1, H))  # the row after the last, which is also row -1, holds the state before the first
    a[-1] = a_prev[:, 0]
    for t in range(T):
        np.tanh(inputs[t] + Waa @ a[t - 1], out=a[t])

    scores = a[:T] @ Wya.T + by.T  # (T, V)
    scores -= scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    totals = powers.sum(axis=1, keepdims=True)  # (T, 1)
    loss = float(np.log(totals).sum() - scores[steps, Y].sum())
    y_hat = powers / totals
    return loss, (y_hat[:, :, None], a[:, :, None], x)


def rnn_backward(
    X: Sequence[int | None], Y: Sequence[int], parameters: Mapping[str, Array], cache: Cache
) -> tuple[dict[str, Array], Array]:
    """Walk back from the last symbol to the first, and collect the slope of the loss in every parameter."""
    y_hat, a, _ = cache
    Waa, Wya = parameters["Waa"], parameters["Wya"]
    T, V, H = len(X), y_hat.shape[1], a.shape[1]
    states = a[:, :, 0]
    dy = y_hat[:, :, 0].copy()  # (T, V)
    dy[np.arange(T), Y] -= 1
    slope = 1 - states[:T] ** 2
    da = dy @ Wya  # (T, H)
    dz = np.empty((T, H))
    da_next = np.zeros(H)
    dWax = np.zeros((H, V))
    for t in reversed(range(T)):
        np.multiply(slope[t], da[t] + da_next, out=dz[t])
        da_next = dz[t] @ Waa
        if X[t] is not None:
            dWax[:, X[t]] += dz[t]
    gradients = {
        "dWax": dWax,
        "dWaa": dz.T @ np.vstack((states[-1:], states[: T - 1])),
        "dWya": dy.T @ states[:T],
        "db": dz.sum(axis=0, keepdims=True).T,
        "dby": dy.sum(axis=0, keepdims=True).T,
        "da_next": da_next[:, None],
    }
    return gradients, a


def update_parameters(parameters: dict[str, Array], gradients: Mapping[str, Array], lr: float) -> dict[str, Array]:
    """Step downhill, in place."""
    for name in ("Wax", "Waa", "Wya", "b", "by"):
        parameters[name] -= lr * gradients["d" + name]
    return parameters
