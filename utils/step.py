"""One step of the recurrent network, forward and back: the equations, as they stand in the books.

Shapes stand behind the lines that make them: ``V`` symbols, ``H`` hidden units (``n_a``).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import arguments
from .validation import NAMES, check_step, check_step_back

Array = NDArray[np.float64]
Parameters = dict[str, Array]


def softmax(x: ArrayLike) -> Array:
    r"""Turn scores into probabilities, each column for itself.

    The largest score of a column is taken off first. That changes nothing in the result, and keeps ``exp`` from
    overflowing.

    Parameters
    ----------
    x : array_like of float, shape (V,) or (V, n)
        Scores, of any size.

    Returns
    -------
    ndarray of float64, shape of `x`
        Numbers from 0 to 1 that sum to 1 along the first axis.

    Raises
    ------
    TypeError, ValueError
        If there are no scores, or a column holds nan, or an infinity that leaves no probabilities to speak of.

    Notes
    -----
    :math:`\hat y_i = e^{z_i - \max z} / \sum_j e^{z_j - \max z}`

    Examples
    --------
    >>> softmax([[0.0], [1000.0], [1000.0]])
    array([[0. ], [0.5], [0.5]])
    """
    scores = arguments.numbers("x", x, "an array of scores")
    if not scores.size or not scores.ndim:
        raise ValueError(f"softmax needs a score for each symbol; x has the shape {scores.shape}.")
    top = scores.max(axis=0)
    if not np.isfinite(top).all():
        raise ValueError("softmax needs finite scores, and the largest of these is nan or infinite.")
    powers = np.exp(scores - top)
    return powers / powers.sum(axis=0)


def initialize_parameters(n_a: int, n_x: int, n_y: int) -> Parameters:
    """Draw small random weights, the same ones at every call.

    NumPy's global generator is set to seed 1 for it, as in the published course, whose figures depend on that.

    Parameters
    ----------
    n_a, n_x, n_y : int
        Hidden units (H), symbols that can be read (V), symbols that can be predicted (V).

    Returns
    -------
    dict of str to ndarray of float64
        ``Wax`` (H, V), ``Waa`` (H, H) and ``Wya`` (V, H), normal with standard deviation 0.01;
        ``b`` (H, 1) and ``by`` (V, 1), zero.

    Raises
    ------
    TypeError, ValueError
        If one of them is not a whole number, 1 or more, or is beyond 8,192.

    Examples
    --------
    >>> {name: weights.shape for name, weights in initialize_parameters(5, 3, 3).items()}
    {'Wax': (5, 3), 'Waa': (5, 5), 'Wya': (3, 5), 'b': (5, 1), 'by': (3, 1)}
    """
    for name, size in (("n_a", n_a), ("n_x", n_x), ("n_y", n_y)):
        arguments.whole(name, size, 1, arguments.MAX_SIZE)
    np.random.seed(1)
    return {
        "Wax": np.random.randn(n_a, n_x) * 0.01,  # (H, V)
        "Waa": np.random.randn(n_a, n_a) * 0.01,  # (H, H)
        "Wya": np.random.randn(n_y, n_a) * 0.01,  # (V, H)
        "b": np.zeros((n_a, 1)),  # (H, 1)
        "by": np.zeros((n_y, 1)),  # (V, 1)
    }


def rnn_step_forward(parameters: Mapping[str, Array], a_prev: Array, x: Array) -> tuple[Array, Array]:
    r"""Take one step forward: read a symbol, update the hidden state, predict the next symbol.

    Parameters
    ----------
    parameters : mapping of str to ndarray
        As `initialize_parameters` makes them.
    a_prev : ndarray of float64, shape (H, 1)
        Hidden state after the step before.
    x : ndarray of float64, shape (V, 1)
        The symbol read, one-hot; all zeros for none.

    Returns
    -------
    a_next : ndarray of float64, shape (H, 1)
        Hidden state after this step.
    p_t : ndarray of float64, shape (V, 1)
        Probability of each symbol to come next.

    Raises
    ------
    ValueError
        If an argument does not fit; the sentence says which and how.

    Notes
    -----
    :math:`a_t = \tanh(W_{ax} x_t + W_{aa} a_{t-1} + b)` and :math:`\hat y_t = \mathrm{softmax}(W_{ya} a_t + b_y)`:
    J. L. Elman, "Finding Structure in Time", Cognitive Science 14 (1990).

    Examples
    --------
    >>> a, p = rnn_step_forward(initialize_parameters(4, 2, 2), np.zeros((4, 1)), np.array([[0.0], [1.0]]))
    >>> a.shape, p.shape, round(p.sum(), 12)
    ((4, 1), (2, 1), np.float64(1.0))
    """
    check_step(parameters, a_prev=a_prev, x=x)
    Wax, Waa, Wya, b, by = (parameters[name] for name in NAMES)
    a_next = np.tanh(Wax @ x + Waa @ a_prev + b)  # (H, 1)
    p_t = softmax(Wya @ a_next + by)  # (V, 1)
    return a_next, p_t


def rnn_step_backward(
    dy: Array, gradients: Parameters, parameters: Mapping[str, Array], x: Array, a: Array, a_prev: Array
) -> Parameters:
    r"""Take one step of backpropagation: add this step's share to every gradient.

    Parameters
    ----------
    dy : ndarray of float64, shape (V, 1)
        Gradient of the loss in this step's scores: its probabilities, less 1 at the target.
    gradients : dict of str to ndarray
        ``dWax``, ``dWaa``, ``dWya``, ``db``, ``dby``, each of its parameter's shape, and ``da_next`` (H, 1), the
        gradient in this step's state that comes from the steps after it. Changed in place.
    parameters, x, a, a_prev
        As in `rnn_step_forward`, with `a` what it returned.

    Returns
    -------
    dict of str to ndarray
        `gradients`, with ``da_next`` now meant for the step before.

    Raises
    ------
    ValueError
        If an argument does not fit, before anything is changed; the sentence says which and how.

    Notes
    -----
    With :math:`dz_t = (1 - a_t^2)\,(W_{ya}^T dy_t + da_t)` the shares are :math:`dy_t a_t^T`, :math:`dz_t x_t^T`,
    :math:`dz_t a_{t-1}^T`, and :math:`W_{aa}^T dz_t` goes back: P. J. Werbos, "Backpropagation Through Time",
    Proceedings of the IEEE 78 (1990).
    """
    check_step_back(dy, gradients, parameters, x, a, a_prev)
    da = parameters["Wya"].T @ dy + gradients["da_next"]  # (H, 1)
    dz = (1 - a * a) * da  # (H, 1), as tanh' = 1 - tanh²
    gradients["dWya"] += dy @ a.T  # (V, H)
    gradients["dby"] += dy  # (V, 1)
    gradients["dWax"] += dz @ x.T  # (H, V)
    gradients["dWaa"] += dz @ a_prev.T  # (H, H)
    gradients["db"] += dz  # (H, 1)
    gradients["da_next"] = parameters["Waa"].T @ dz  # (H, 1)
    return gradients
