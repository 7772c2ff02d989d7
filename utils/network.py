"""The network on a whole name: the forward pass, the backward pass, and the update.

Shapes stand behind the lines that make them: ``V`` symbols, ``H`` hidden units (``n_a``), ``T`` steps of one name.

The passes follow the equations of :mod:`utils.step`. Row t of an array belongs to step t, so that what needs no other
step is one product for all of them; only the hidden state, which does, is passed on in a loop. An input symbol picks
its column of ``Wax`` where the equations multiply by a one-hot vector: the numbers are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from .step import Array, Parameters
from .validation import NAMES, SLOPES, check_backward, check_forward, check_update, checked_loss, one_rate

Cache = tuple[Array, Array, Array]


@cache
def _one_hot(V: int) -> Array:
    """Row i is symbol i as a one-hot vector; row V, for None, is zero. Made once for a vocabulary."""
    return np.eye(V + 1, V)


def rnn_forward(
    X: Sequence[int | None], Y: Sequence[int], a_prev: Array, parameters: Mapping[str, Array], vocab_size: int = 27
) -> tuple[float, Cache]:
    r"""Run the network over a name, and add up the cross-entropy of each next symbol.

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
    >>> from utils.step import initialize_parameters
    >>> loss, (y_hat, a, x) = rnn_forward([None, 1], [1, 0], np.zeros((4, 1)), initialize_parameters(4, 2, 2), 2)
    >>> round(loss, 3), a.shape, bool((a[-1] == 0).all())  # two symbols, two steps: about 2 log 2
    (1.386, (3, 4, 1), True)
    """
    check_forward(X, Y, a_prev, parameters, vocab_size)
    Wax, Waa, Wya, b, by = (parameters[name] for name in NAMES)
    H, V, T = len(Wax), len(Wya), len(X)
    first = int(X[0] is None)  # the step that reads the first symbol
    ix = np.array([V, *X[1:]] if first else X, int)  # (T,); V stands for None
    x = _one_hot(V)[ix]  # (T, V): one-hot, and a row of zeros for None
    a = np.empty((T + 1, H))  # the last row, which is also row -1, is the state before step 0
    a[-1] = state = a_prev[:, 0]
    a[:T] = b[:, 0]
    a[first:T] += Wax.T[ix[first:]]  # Wax x_t + b
    for a_t in a[:T]:
        a_t += Waa.dot(state)
        state = np.tanh(a_t, out=a_t)  # a_t = tanh(Wax x_t + Waa a_{t-1} + b)
    z = a[:T].dot(Wya.T) + by[:, 0]  # (T, V): z_t = Wya a_t + by
    z -= z.max(axis=1, keepdims=True)  # as in softmax
    y_hat = np.exp(z)  # (T, V), to begin with the softmax's upper half
    totals = y_hat.sum(axis=1, keepdims=True)  # (T, 1)
    y_hat /= totals
    losses = np.log(totals[:, 0]) - z[np.arange(T), np.array(Y, int)]  # (T,): -log y_hat_t of the symbol that came
    return checked_loss(losses), (y_hat[..., None], a[..., None], x[..., None])


def rnn_backward(
    X: Sequence[int | None], Y: Sequence[int], parameters: Mapping[str, Array], cache: Cache
) -> tuple[Parameters, Array]:
    """Backpropagate through time: return the gradient of the loss in every parameter.

    What `rnn_step_backward` adds up step by step are products here: ``dz.T @ x`` is the sum of all ``dz_t x_t^T``.

    Parameters
    ----------
    X, Y, parameters
        As they were given to `rnn_forward`.
    cache : tuple (y_hat, a, x)
        As `rnn_forward` returned it.

    Returns
    -------
    gradients : dict of str to ndarray of float64
        ``dWax``, ``dWaa``, ``dWya``, ``db``, ``dby``, each of its parameter's shape, and ``da_next`` (H, 1), the
        gradient in the state before the first step.
    a : ndarray of float64, shape (T + 1, H, 1)
        The hidden states: ``a[len(X) - 1]`` is the last, ``a[-1]`` the one before the first step.

    Raises
    ------
    ValueError
        If `cache` belongs to another name or to other weights, or an index in `Y` is outside the vocabulary.

    Examples
    --------
    >>> from utils.step import initialize_parameters
    >>> X, Y, parameters = [None, 1], [1, 0], initialize_parameters(4, 2, 2)
    >>> loss, cache = rnn_forward(X, Y, np.zeros((4, 1)), parameters)
    >>> gradients, a = rnn_backward(X, Y, parameters, cache)
    >>> gradients["dWaa"].shape, a[len(X) - 1].shape
    ((4, 4), (4, 1))
    """
    check_backward(X, Y, parameters, cache)
    y_hat, a, x = (each[..., 0] for each in cache)  # (T, V), (T + 1, H), (T, V)
    Waa, Wya, T = parameters["Waa"], parameters["Wya"], len(y_hat)
    now, before = a[:T], np.concatenate((a[-1:], a[: T - 1]))
    dy = y_hat - _one_hot(len(Wya))[np.array(Y, int)]  # (T, V): y_hat_t, less 1 at the symbol that came
    dz = dy.dot(Wya)  # (T, H), to begin with Wya' dy_t alone
    da_next = np.zeros(len(Waa))  # (H,)
    for dz_t, tanh_slope in zip(dz[::-1], 1 - now[::-1] ** 2):  # tanh' = 1 - tanh²
        dz_t += da_next
        dz_t *= tanh_slope  # dz_t = (1 - a_t²) (Wya' dy_t + da_next)
        da_next = dz_t.dot(Waa)  # Waa' dz_t
    gradients = {
        "dWax": dz.T.dot(x),  # (H, V): the sum of all dz_t x_t'
        "dWaa": dz.T.dot(before),  # (H, H): of all dz_t a_{t-1}'
        "dWya": dy.T.dot(now),  # (V, H)
        "db": dz.sum(axis=0)[:, None],  # (H, 1)
        "dby": dy.sum(axis=0)[:, None],  # (V, 1)
        "da_next": da_next[:, None],  # (H, 1)
    }
    return gradients, cache[1]


def update_parameters(
    parameters: Parameters,
    gradients: Mapping[str, Array],
    lr: float | None = None,
    *,
    learning_rate: float | None = None,
) -> Parameters:
    """Take one step of gradient descent, in place.

    Parameters
    ----------
    parameters : dict of str to ndarray of float64
        ``Wax``, ``Waa``, ``Wya``, ``b``, ``by``. Their numbers are changed in place.
    gradients : mapping of str to ndarray
        The same names with a ``d`` in front, of the same shapes; other keys are ignored.
    lr : float
        Learning rate.
    learning_rate : float
        The same under the name that `optimize` has for it; give one of the two.

    Returns
    -------
    dict of str to ndarray
        `parameters` itself.

    Raises
    ------
    TypeError
        If no learning rate is given, or two.
    ValueError
        If a name is missing, a shape differs or the rate is no finite number, before anything is changed.

    Examples
    --------
    >>> ones = {name: np.ones((2, 1)) for name in ("Wax", "Waa", "Wya", "b", "by")}
    >>> update_parameters(ones, {"d" + name: np.ones((2, 1)) for name in ones}, lr=0.25)["b"].ravel()
    array([0.75, 0.75])
    """
    check_update(parameters, gradients)
    rate = one_rate(lr, learning_rate)
    for name, slope in SLOPES:
        parameters[name] -= rate * gradients[slope]
    return parameters
