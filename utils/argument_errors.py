"""What is wrong with what the network was given, in a sentence: asked only once something is known to be wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .arguments import described, is_single

LISTS = (list, tuple, np.ndarray, range)
NAMES = ("Wax", "Waa", "Wya", "b", "by")
SLOPES = tuple((name, "d" + name) for name in NAMES)


def wrong_forward(X: Any, Y: Any, a_prev: Any, parameters: Any, vocab_size: int) -> str:
    """The first thing wrong with the arguments of `rnn_forward`, in a sentence; ``""`` for whole numbers as weights."""
    problem = wrong_parameters(parameters)
    if problem:
        return problem
    H, V = parameters["Wax"].shape
    if problem := wrong_array("a_prev", a_prev, (H, 1), "a row for each hidden unit"):
        return problem
    if not isinstance(vocab_size, (int, np.integer)) or vocab_size not in (V, 27):
        return f"vocab_size is {described(vocab_size)}, but the weights in Wax are for {V} symbols."
    for name, indices in (("X", X), ("Y", Y)):
        if not isinstance(indices, LISTS) or is_single(indices):
            return f"{name} should be a list of indices, one for each step; it is {described(indices)}."
    lengths = len(X), len(Y)
    if lengths[0] != lengths[1]:
        return (
            f"X and Y should be equally long, a symbol to read and one to predict for each step; they have {lengths}."
        )
    if not lengths[0]:
        return "X and Y are empty: a name has at least one step, the newline that ends it."
    return wrong_index("X", X, V) or wrong_index("Y", Y, V)


def wrong_array(name: str, array: Any, shape: tuple[int, ...], why: str = "") -> str:
    """What is wrong with an array that should be of a shape, ``""`` if nothing."""
    why = f", {why}" if why else ""
    if not isinstance(array, np.ndarray):
        return f"{name} should be a NumPy array of the shape {shape}{why}; it is {described(array)}."
    if array.dtype.kind not in "biuf":
        return f"{name} should be an array of numbers; its entries are of the type {array.dtype}."
    if array.shape != shape:
        return f"{name} should have the shape {shape}{why}; its shape is {array.shape}."
    return ""


def not_finite(name: str, array: np.ndarray) -> str:
    """Say that an array holds what is no number, ``""`` if all is finite."""
    return "" if np.isfinite(array).all() else f"{name} holds nan or infinity: the training ran away before."


def no_numbers(name: str, weights: np.ndarray, slope: str, slopes: np.ndarray) -> str:
    """Say which of a pair of arrays an update cannot use, ``""`` if it can."""
    if weights.dtype.kind != "f":
        return f"{name} should be an array of floats, to be changed in place; its entries are {weights.dtype}."
    return "" if slopes.dtype.kind in "biuf" else f"{slope} should be an array of numbers, and holds {slopes.dtype}."


def wrong_parameters(parameters: Any) -> str:
    """What is wrong with the shapes in `parameters`, ``""`` if nothing."""
    if not isinstance(parameters, Mapping):
        return f"parameters should be a dictionary with the keys {', '.join(NAMES)}; it is {described(parameters)}."
    missing = [name for name in NAMES if name not in parameters]
    if missing:
        return f"parameters has no {', '.join(missing)}: it should hold {', '.join(NAMES)}."
    for name in NAMES:
        if not isinstance(parameters[name], np.ndarray):
            return f"{name} should be a NumPy array; it is {described(parameters[name])}."
    shapes = {name: parameters[name].shape for name in NAMES}
    if len(shapes["Wax"]) != 2 or not parameters["Wax"].size:
        return f"Wax should have the shape (n_a, vocab_size); its shape is {shapes['Wax']}."
    H, V = shapes["Wax"]
    expected = {"Wax": (H, V), "Waa": (H, H), "Wya": (V, H), "b": (H, 1), "by": (V, 1)}
    for name in NAMES:
        if shapes[name] != expected[name]:
            return f"{name} should have the shape {expected[name]}, to go with Wax {H, V}; its shape is {shapes[name]}."
        if parameters[name].dtype.kind not in "biuf":
            return f"{name} should be an array of numbers; its entries are of the type {parameters[name].dtype}."
    return ""


def wrong_index(name: str, indices: Sequence[Any], V: int) -> str:
    """Which entry of `indices` is no symbol, ``""`` if all are."""
    for t, index in enumerate(indices):
        if index is None and name == "X":
            if t == 0:
                continue
            return f"X[{t}] is None: only the first entry of X may be None, the step before the first letter."
        whole_float = isinstance(index, (float, np.floating)) and float(index).is_integer()
        if not isinstance(index, (int, np.integer)) and not whole_float:
            return f"{name}[{t}] is {index!r}, and should be a whole number, the index of a symbol."
        if not 0 <= index < V:
            return (
                f"{name}[{t}] is {index}, which is outside the vocabulary: "
                f"with {V} symbols the indices go from 0 to {V - 1}."
            )
    return ""


def wrong_backward(X: Any, Y: Any, parameters: Any, cache: Any) -> str:
    """The first thing wrong with the arguments of `rnn_backward`, in a sentence."""
    if problem := wrong_parameters(parameters):
        return problem
    H, V = parameters["Wax"].shape
    if not isinstance(cache, (tuple, list)) or len(cache) != 3:
        return f"cache should be what rnn_forward returned second, (y_hat, a, x); it is {described(cache)}."
    T = len(cache[2]) if isinstance(cache[2], np.ndarray) and cache[2].ndim else 0
    for name, array, shape in zip(("y_hat", "a", "x"), cache, ((T, V, 1), (T + 1, H, 1), (T, V, 1))):
        if problem := wrong_array(f"{name} in cache", array, shape, "as rnn_forward made it with these weights"):
            return problem
    for name, indices in (("X", X), ("Y", Y)):
        if not isinstance(indices, LISTS) or is_single(indices):
            return f"{name} should be a list of indices, one for each step; it is {described(indices)}."
    if len(X) != T or len(Y) != T:
        return f"cache is of a walk through {T} steps, but X and Y have {len(X)} and {len(Y)}."
    return wrong_index("X", X, V) or wrong_index("Y", Y, V)


def wrong_update(parameters: Any, gradients: Any) -> str:
    """Which of the arguments of `update_parameters` is no dictionary of arrays."""
    for whose, given, keys in (("parameters", parameters, NAMES), ("gradients", gradients, [d for _, d in SLOPES])):
        if not isinstance(given, Mapping):
            return f"{whose} should be a dictionary of arrays; it is {described(given)}."
        for key in keys:
            if key in given and not isinstance(given[key], np.ndarray):
                return f"{key} should be a NumPy array; it is {described(given[key])}."
    return "parameters and gradients should be dictionaries of arrays."
