"""What the network is given: looked at quickly when all is well, explained in a sentence when it is not.

The network calls these functions at every step of training, so the first look costs about a microsecond; which
argument is to blame is worked out only once something is known to be wrong.
"""

from __future__ import annotations

import math
from functools import cache as remembered
from typing import Any

import numpy as np

from .argument_errors import (
    LISTS,
    NAMES,
    SLOPES,
    no_numbers,
    not_finite,
    wrong_array,
    wrong_backward,
    wrong_forward,
    wrong_parameters,
    wrong_update,
)
from .arguments import described

FLOAT = np.dtype(np.float64)  # one object for all arrays of it; another kind of number is looked at twice


@remembered
def _symbols(V: int) -> frozenset[int]:
    return frozenset(range(V))


def check_forward(X: Any, Y: Any, a_prev: Any, parameters: Any, vocab_size: int) -> None:
    """Refuse arguments that `rnn_forward` cannot use.

    Parameters
    ----------
    X, Y, a_prev, parameters, vocab_size
        The arguments of `rnn_forward`, whatever they are.

    Raises
    ------
    ValueError
        With a sentence that names the argument, what was expected and what came.

    Examples
    --------
    >>> ones = {"Wax": (2, 3), "Waa": (2, 2), "Wya": (3, 2), "b": (2, 1), "by": (3, 1)}
    >>> ones = {name: np.ones(shape) for name, shape in ones.items()}
    >>> check_forward([None, 3], [1, 0], np.ones((2, 1)), ones, 3)
    Traceback (most recent call last):
    ValueError: X[1] is 3, which is outside the vocabulary: with 3 symbols the indices go from 0 to 2.
    """
    try:
        Wax, Waa, Wya, b, by = [parameters[name] for name in NAMES]
        H, V = Wax.shape
        symbols = _symbols(V)
        fits = (
            Waa.shape == (H, H)
            and Wya.shape == (V, H)
            and b.shape == a_prev.shape == (H, 1)
            and by.shape == (V, 1)
            and Wax.dtype is Waa.dtype is Wya.dtype is b.dtype is by.dtype is a_prev.dtype is FLOAT
            and len(X) == len(Y) > 0
            and isinstance(X, LISTS)
            and isinstance(Y, LISTS)
            and symbols.issuperset(Y)
            and symbols.issuperset(X[1:] if X[0] is None else X)
            and vocab_size in (V, 27)
        )
    except (KeyError, TypeError, AttributeError, ValueError, IndexError):
        fits = False
    if not fits and (problem := wrong_forward(X, Y, a_prev, parameters, vocab_size)):
        raise ValueError(problem)


def checked_loss(losses: np.ndarray) -> float:
    """Sum the losses of the steps, or say at which step there is no number to sum.

    Parameters
    ----------
    losses : ndarray of float64, shape (T,)
        Cross-entropy of each step.

    Returns
    -------
    float
        Their sum.

    Raises
    ------
    ValueError
        If one of them is nan or infinite; the sentence names the step.

    Examples
    --------
    >>> checked_loss(np.array([1.0, 2.5]))
    3.5
    """
    loss = sum(losses.tolist())
    if not math.isfinite(loss):
        t = int(np.isfinite(losses).argmin())
        raise ValueError(
            f"The loss at step {t} is {losses[t]}: the weights or the hidden state hold nan, infinity or numbers "
            "beyond float64. Training has run away; a smaller learning rate or clipped gradients prevent that."
        )
    return loss


def check_backward(X: Any, Y: Any, parameters: Any, cache: Any) -> None:
    """Refuse a cache that does not belong to `X` and `Y`.

    Parameters
    ----------
    X, Y, parameters, cache
        As in `rnn_backward`, whatever they are.

    Raises
    ------
    ValueError
        If the lengths or shapes differ, or an index in `Y` is outside the vocabulary.
    """
    try:
        y_hat, a, x = cache
        (H, V), T = parameters["Wax"].shape, len(x)
        fits = (
            len(X) == len(Y) == T
            and _symbols(V).issuperset(Y)
            and isinstance(Y, LISTS)
            and isinstance(X, LISTS)
            and _symbols(V).issuperset(X[1:] if X[0] is None else X)
            and y_hat.shape == x.shape == (T, V, 1)
            and a.shape == (T + 1, H, 1)
            and parameters["Waa"].shape == (H, H)
            and parameters["Wya"].shape == (V, H)
        )
    except (KeyError, TypeError, AttributeError, ValueError, IndexError):
        fits = False
    if not fits and (problem := wrong_backward(X, Y, parameters, cache)):
        raise ValueError(problem)


def check_step(parameters: Any, **columns: Any) -> None:
    """Refuse arguments that a single step cannot use.

    Parameters
    ----------
    parameters : object
        As in `rnn_step_forward`.
    **columns : object
        The arrays of one column: ``x`` and ``dy`` with a row for each symbol, others with one for each hidden unit.

    Raises
    ------
    ValueError
        With a sentence that names the argument, what was expected and what came.
    """
    problem = wrong_parameters(parameters)
    if not problem:
        H, V = parameters["Wax"].shape
        rows = {"x": (V, "a row for each symbol"), "dy": (V, "a row for each symbol")}
        for name, column in columns.items():
            count, why = rows.get(name, (H, "a row for each hidden unit"))
            problem = problem or wrong_array(name, column, (count, 1), why) or not_finite(name, column)
    if problem:
        raise ValueError(problem)


def check_step_back(dy: Any, gradients: Any, parameters: Any, x: Any, a: Any, a_prev: Any) -> None:
    """Refuse arguments that `rnn_step_backward` cannot use; they are its own."""
    check_step(parameters, dy=dy, x=x, a=a, a_prev=a_prev)
    if not isinstance(gradients, dict):
        raise ValueError(f"gradients should be a dictionary of arrays; it is {described(gradients)}.")
    shapes = {slope: parameters[name].shape for name, slope in SLOPES} | {"da_next": np.shape(a)}
    for slope, shape in shapes.items():
        if slope not in gradients:
            raise ValueError(f"gradients has no {slope}: a step back needs all of {', '.join(shapes)}.")
        if problem := wrong_array(slope, gradients[slope], shape) or not_finite(slope, gradients[slope]):
            raise ValueError(problem)


def check_update(parameters: Any, gradients: Any) -> None:
    """Refuse gradients that do not fit the parameters, before anything is changed.

    Parameters
    ----------
    parameters, gradients : mapping of str to ndarray
        As in `update_parameters`.

    Raises
    ------
    ValueError
        With a sentence that names the key.

    Examples
    --------
    >>> check_update({"Wax": np.ones((2, 3))}, {"dWax": np.ones((2, 1))})
    Traceback (most recent call last):
    ValueError: dWax should have the shape of Wax, (2, 3); its shape is (2, 1).
    """
    try:
        for name, slope in SLOPES:
            weights, slopes = parameters[name], gradients[slope]
            if weights.shape != slopes.shape:
                raise ValueError(
                    f"{slope} should have the shape of {name}, {weights.shape}; its shape is {slopes.shape}."
                )
            if not (weights.dtype is slopes.dtype is FLOAT) and (problem := no_numbers(name, weights, slope, slopes)):
                raise ValueError(problem)
    except (AttributeError, TypeError, IndexError):
        raise ValueError(wrong_update(parameters, gradients)) from None
    except KeyError as missing:
        whose = "gradients" if str(missing.args[0]).startswith("d") else "parameters"
        raise ValueError(f"{whose} has no {missing.args[0]}: an update needs all of {', '.join(NAMES)}.") from None


def one_rate(lr: float | None, learning_rate: float | None) -> float:
    """Return the learning rate, which has two names.

    Parameters
    ----------
    lr, learning_rate : float or None
        As `update_parameters` was given them.

    Raises
    ------
    TypeError
        If neither is given, or both.
    ValueError
        If it is not a finite number: one step with nan would ruin every weight.

    Examples
    --------
    >>> one_rate(None, 0.01)
    0.01
    """
    if lr is None and learning_rate is None:
        raise TypeError("update_parameters needs a learning rate: update_parameters(parameters, gradients, 0.01).")
    if lr is not None and learning_rate is not None:
        raise TypeError(
            f"update_parameters was given two learning rates, lr={lr!r} and learning_rate={learning_rate!r}: "
            "they are two names of one argument, so give one of them."
        )
    rate = lr if lr is not None else learning_rate
    try:
        if math.isfinite(rate):  # type: ignore[arg-type]
            return rate  # type: ignore[return-value]
    except TypeError:
        pass
    raise ValueError(f"The learning rate should be a finite number, such as 0.01; it is {described(rate)}.")
