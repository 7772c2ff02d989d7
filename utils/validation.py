"""What the network is given: looked at quickly when all is well, explained in a sentence when it is not.

The network calls these functions at every step of training, so the first look costs about a microsecond; which
argument is to blame is worked out only once something is known to be wrong.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache as remembered
from typing import Any

import numpy as np

NAMES = ("Wax", "Waa", "Wya", "b", "by")
SLOPES = tuple((name, "d" + name) for name in NAMES)


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
        H, V = parameters["Wax"].shape
        symbols = _symbols(V)
        fits = (
            parameters["Waa"].shape == (H, H)
            and parameters["Wya"].shape == (V, H)
            and parameters["b"].shape == a_prev.shape == (H, 1)
            and parameters["by"].shape == (V, 1)
            and len(X) == len(Y) > 0
            and symbols.issuperset(Y)
            and symbols.issuperset(X[1:] if X[0] is None else X)
            and vocab_size in (V, 27)
        )
    except (KeyError, TypeError, AttributeError, ValueError, IndexError):
        fits = False
    if not fits:
        raise ValueError(_what_is_wrong(X, Y, a_prev, parameters, vocab_size))


def _what_is_wrong(X: Any, Y: Any, a_prev: Any, parameters: Any, vocab_size: int) -> str:
    """The first thing wrong with the arguments of `rnn_forward`, in a sentence."""
    problem = _wrong_parameters(parameters)
    if problem:
        return problem
    H, V = parameters["Wax"].shape
    if np.shape(a_prev) != (H, 1):
        return f"a_prev should have the shape ({H}, 1), a row for each hidden unit; its shape is {np.shape(a_prev)}."
    if vocab_size not in (V, 27):
        return f"vocab_size is {vocab_size}, but the weights in Wax are for {V} symbols."
    try:
        lengths = len(X), len(Y)
    except TypeError:
        return "X and Y should be lists of indices, one for each step."
    if lengths[0] != lengths[1]:
        return (
            f"X and Y should be equally long, a symbol to read and one to predict for each step; they have {lengths}."
        )
    if not lengths[0]:
        return "X and Y are empty: a name has at least one step, the newline that ends it."
    return _wrong_index("X", X, V) or _wrong_index("Y", Y, V) or "X and Y should be lists of whole numbers."


def _wrong_parameters(parameters: Any) -> str:
    """What is wrong with the shapes in `parameters`, ``""`` if nothing."""
    if not isinstance(parameters, Mapping):
        return (
            f"parameters should be a dictionary with the keys {', '.join(NAMES)}; it is a {type(parameters).__name__}."
        )
    missing = [name for name in NAMES if name not in parameters]
    if missing:
        return f"parameters has no {', '.join(missing)}: it should hold {', '.join(NAMES)}."
    shapes = {name: np.shape(parameters[name]) for name in NAMES}
    if len(shapes["Wax"]) != 2:
        return f"Wax should have the shape (n_a, vocab_size); its shape is {shapes['Wax']}."
    H, V = shapes["Wax"]
    expected = {"Wax": (H, V), "Waa": (H, H), "Wya": (V, H), "b": (H, 1), "by": (V, 1)}
    for name in NAMES:
        if shapes[name] != expected[name]:
            return f"{name} should have the shape {expected[name]}, to go with Wax {H, V}; its shape is {shapes[name]}."
        if not isinstance(parameters[name], np.ndarray):
            return f"{name} should be a NumPy array; it is a {type(parameters[name]).__name__}."
    return ""


def _wrong_index(name: str, indices: Sequence[Any], V: int) -> str:
    """Which entry of `indices` is no symbol, ``""`` if all are."""
    for t, index in enumerate(indices):
        if index is None and name == "X":
            if t == 0:
                continue
            return f"X[{t}] is None: only the first entry of X may be None, the step before the first letter."
        if not isinstance(index, (int, np.integer)):
            return f"{name}[{t}] is {index!r}, and should be a whole number, the index of a symbol."
        if not 0 <= index < V:
            return (
                f"{name}[{t}] is {index}, which is outside the vocabulary: "
                f"with {V} symbols the indices go from 0 to {V - 1}."
            )
    return ""


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


def check_backward(X: Any, Y: Any, cache: Any) -> None:
    """Refuse a cache that does not belong to `X` and `Y`.

    Parameters
    ----------
    X, Y : sequence of int, length T
        As in `rnn_backward`.
    cache : tuple
        As in `rnn_backward`.

    Raises
    ------
    ValueError
        If the lengths differ, or an index in `Y` is outside the vocabulary.
    """
    T, V, _ = cache[0].shape
    if len(X) != T or len(Y) != T:
        raise ValueError(f"cache is of a walk through {T} steps, but X and Y have {len(X)} and {len(Y)}.")
    if not _symbols(V).issuperset(Y):
        raise ValueError(_wrong_index("Y", Y, V))


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
            expected, came = parameters[name].shape, gradients[slope].shape
            if expected != came:
                raise ValueError(f"{slope} should have the shape of {name}, {expected}; its shape is {came}.")
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
    return lr if lr is not None else learning_rate  # type: ignore[return-value]
