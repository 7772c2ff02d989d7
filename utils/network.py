"""The network on a whole name: the walk through it, the walk back, and the update.

Shapes stand behind the lines that make them: ``V`` symbols, ``H`` hidden units (``n_a``), ``T`` steps of one name.

The walks do what the equations of :mod:`utils.step` say, step after step, but faster, for three reasons: an input
symbol picks its column of ``Wax`` where the equations multiply by a one-hot vector; all that needs no other step is
done for all steps at once; and only the rest, the passing on of the state, is left in a loop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache as remembered

import numpy as np
from numpy.typing import NDArray

from .inputs import SLOPES, check_backward, check_forward, check_update, checked_loss
from .step import Array, Parameters, initialize_parameters, rnn_step_backward, rnn_step_forward, softmax

__all__ = [
    "initialize_parameters",
    "rnn_backward",
    "rnn_forward",
    "rnn_step_backward",
    "rnn_step_forward",
    "softmax",
    "update_parameters",
]

Indices = NDArray[np.intp]
Cache = tuple[Array, Array, Array]
SAFE = 300.0**2  # scores whose squares sum to less are within 300 of zero, where exp neither overflows nor vanishes


@remembered
def _one_hot(V: int) -> Array:
    """Row i is symbol i as a one-hot vector, row V is zero; made once for a vocabulary, never written to."""
    rows = np.eye(V + 1, V)  # (V + 1, V)
    rows.flags.writeable = False
    return rows


@remembered
def _ones(n: int) -> Array:
    """A column of ones, shape (n, 1): a product with it is a sum, and on arrays this small quicker than one."""
    ones = np.ones((n, 1))
    ones.flags.writeable = False
    return ones


@remembered
def _arange(start: int, stop: int, step: int = 1) -> Indices:
    """Make `np.arange` once for all names of a length."""
    indices = np.arange(start, stop, step)
    indices.flags.writeable = False
    return indices


def rnn_forward(
    X: Sequence[int | None], Y: Sequence[int], a_prev: Array, parameters: Mapping[str, Array], vocab_size: int = 27
) -> tuple[float, Cache]:
    r"""Walk through a name, and add up how much each next symbol surprised the network.

    Parameters
    ----------
    X : sequence of int, length T
        Index of the symbol read at each step. The first may be ``None``: nothing is read, the zero vector.
    Y : sequence of int, length T
        Index of the symbol that comes next at each step.
    a_prev : ndarray of float64, shape (H, 1)
        Hidden state before the first step.
    parameters : mapping of str to ndarray
        As `initialize_parameters` makes them.
    vocab_size : int
        V. The published default of 27 is overruled by the shape of ``Wax``.

    Returns
    -------
    loss : float
        Cross-entropy in nats, summed over the steps.
    cache : tuple (y_hat, a, x)
        Probabilities ``y_hat[t]`` (V, 1), hidden states ``a[t]`` (H, 1) with the one before the first step at
        ``a[-1]``, one-hot inputs ``x[t]`` (V, 1).

    Raises
    ------
    ValueError
        If an argument does not fit (the sentence says which and how), or the loss is not a finite number.

    Notes
    -----
    :math:`L = \sum_t \log \sum_j e^{z_{tj}} - z_{t,Y_t}`. Taken from the scores, not from the probabilities, it stays
    finite where a probability underflows to 0.

    Examples
    --------
    >>> loss, (y_hat, a, x) = rnn_forward([None, 1], [1, 0], np.zeros((4, 1)), initialize_parameters(4, 2, 2), 2)
    >>> round(loss, 3), a.shape, bool((a[-1] == 0).all())  # two symbols, two steps: about 2 log 2
    (1.386, (3, 4, 1), True)
    """
    check_forward(X, Y, a_prev, parameters, vocab_size)
    V, T, first = parameters["Wax"].shape[1], len(X), int(X[0] is None)
    ix = np.array([V, *X[1:]] if first else X, dtype=np.intp)  # (T,); V stands for None
    a = _states(ix, first, a_prev, parameters)  # (T + 1, H)
    y_hat, losses = _expectations(a[:T], np.array(Y, dtype=np.intp), parameters)  # (T, V), (T,)
    x = _one_hot(V).take(ix, 0)  # (T, V)
    return checked_loss(losses), (y_hat[..., None], a[..., None], x[..., None])


def _states(ix: Indices, first: int, a_prev: Array, parameters: Mapping[str, Array]) -> Array:
    """Pass the hidden state from step to step; row t is step t's, and the last row, which is also row -1, `a_prev`."""
    Waa = parameters["Waa"]
    H, T = len(Waa), len(ix)
    a = np.empty((T + 1, H))
    now, state, recurrent = a[:T], a[-1], np.empty(H)
    state[:] = a_prev[:, 0]
    now[:] = parameters["b"].T
    heard = now[first:]
    heard += parameters["Wax"].T.take(ix[first:], 0)  # (T, H): `now` has all but what comes from the step before
    dot, tanh = Waa.dot, np.tanh  # looked up once, not at every step
    for t in range(T):  # by index: when an iteration over an array ends, NumPy writes an error message first
        row = a[t]
        row += dot(state, recurrent)
        state = tanh(row, row)  # (H,), in the row's own place
    return a


def _expectations(now: Array, Y: Indices, parameters: Mapping[str, Array]) -> tuple[Array, Array]:
    """Give each state's probabilities of what comes next, and how much the answer surprised it."""
    T, V = len(now), len(parameters["by"])
    y_hat = now.dot(parameters["Wya"].T)  # (T, V), scores until they are normalized
    y_hat += parameters["by"].T
    flat = y_hat.ravel()  # (T V,), the same numbers in a row
    if flat.dot(flat) > SAFE:  # a score might be too large for exp
        y_hat -= y_hat.max(axis=1, keepdims=True)  # as in softmax
    answers = flat.take(_arange(0, T * V, V) + Y)  # (T,)
    np.exp(y_hat, y_hat)
    totals = y_hat.dot(_ones(V))  # (T, 1)
    y_hat /= totals
    return y_hat, np.log(totals[:, 0]) - answers


def rnn_backward(
    X: Sequence[int | None], Y: Sequence[int], parameters: Mapping[str, Array], cache: Cache
) -> tuple[Parameters, Array]:
    """Walk back from the last symbol to the first, and collect the slope of the loss in every parameter.

    What `rnn_step_backward` adds up step by step are products here: ``dz.T.dot(x)`` is the sum of all ``dz_t x_t^T``.

    Parameters
    ----------
    X, Y, parameters
        As they were given to `rnn_forward`.
    cache : tuple (y_hat, a, x)
        As `rnn_forward` returned it.

    Returns
    -------
    gradients : dict of str to ndarray of float64
        ``dWax``, ``dWaa``, ``dWya``, ``db``, ``dby``, each of its parameter's shape, and ``da_next`` (H, 1), the slope
        in the state before the first step.
    a : ndarray of float64, shape (T + 1, H, 1)
        The hidden states: ``a[len(X) - 1]`` is the last, ``a[-1]`` the one before the first step.

    Raises
    ------
    ValueError
        If `cache` belongs to a name of another length, or an index in `Y` is outside the vocabulary.

    Examples
    --------
    >>> X, Y, parameters = [None, 1], [1, 0], initialize_parameters(4, 2, 2)
    >>> loss, cache = rnn_forward(X, Y, np.zeros((4, 1)), parameters)
    >>> gradients, a = rnn_backward(X, Y, parameters, cache)
    >>> gradients["dWaa"].shape, a[len(X) - 1].shape
    ((4, 4), (4, 1))
    """
    check_backward(X, Y, cache)
    y_hat, a, x = cache[0][..., 0], cache[1][..., 0], cache[2][..., 0]  # (T, V), (T + 1, H), (T, V)
    T, V = y_hat.shape
    now, before = a[:T], a.take(_arange(-1, T - 1), 0)  # (T, H) each; row t - 1 of `a` is before row t
    dy = y_hat - _one_hot(V).take(np.array(Y, dtype=np.intp), 0)  # (T, V)
    dz, da_next = _blame(dy, now, parameters)  # (T, H), (H,)
    gradients = {
        "dWax": dz.T.dot(x),  # (H, V)
        "dWaa": dz.T.dot(before),  # (H, H)
        "dWya": dy.T.dot(now),  # (V, H)
        "db": dz.T.dot(_ones(T)),  # (H, 1)
        "dby": dy.T.dot(_ones(T)),  # (V, 1)
        "da_next": da_next[:, None],  # (H, 1)
    }
    return gradients, cache[1]


def _blame(dy: Array, now: Array, parameters: Mapping[str, Array]) -> tuple[Array, Array]:
    """Pass the blame from step to step: what each state hears from its own prediction and from the step after."""
    Waa = parameters["Waa"]
    dz = dy.dot(parameters["Wya"])  # (T, H)
    slope = 1.0 - now * now  # (T, H), as tanh' = 1 - tanh²
    da_next = np.zeros(len(Waa))  # (H,)
    for t in reversed(range(len(dz))):
        row = dz[t]
        row += da_next
        row *= slope[t]
        row.dot(Waa, da_next)
    return dz, da_next


def update_parameters(parameters: Parameters, gradients: Mapping[str, Array], lr: float) -> Parameters:
    """Take one step of gradient descent, in place.

    Parameters
    ----------
    parameters : dict of str to ndarray of float64
        ``Wax``, ``Waa``, ``Wya``, ``b``, ``by``. Their numbers are changed in place.
    gradients : mapping of str to ndarray
        The same names with a ``d`` in front, of the same shapes; other keys are ignored.
    lr : float
        Learning rate.

    Returns
    -------
    dict of str to ndarray
        `parameters` itself.

    Raises
    ------
    ValueError
        If a name is missing or a shape differs.

    Examples
    --------
    >>> ones = {name: np.ones((2, 1)) for name in ("Wax", "Waa", "Wya", "b", "by")}
    >>> update_parameters(ones, {"d" + name: np.ones((2, 1)) for name in ones}, lr=0.25)["b"].ravel()
    array([0.75, 0.75])
    """
    check_update(parameters, gradients)
    rate = np.array(lr)  # an array at once, where a number would be made one for each parameter
    for name, slope in SLOPES:
        weights = parameters[name]
        weights -= rate * gradients[slope]
    return parameters
