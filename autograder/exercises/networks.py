"""Small networks to judge answers with: they listen to their inputs, and they forget rounding errors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from autograder.certify.portable import Generator

Array = NDArray[np.float64]
Parameters = dict[str, Array]


def network(random: np.random.RandomState, n_a: int, symbols: int, decimals: int | None = None) -> Parameters:
    """Draw a contractive network.

    With weights this size a rounding error shrinks from step to step, while what was drawn, and the state, still decide
    about the next character. Weights of a tenth would forget both, and let wrong answers pass.

    Parameters
    ----------
    random : RandomState
        Where the numbers come from; a :class:`Generator` gives the same bits on every machine.
    n_a, symbols : int
        Hidden units and symbols.
    decimals : int, optional
        Rounds the parameters, for those that are written down.

    Returns
    -------
    dict of str to ndarray
        ``Wax`` (n_a, symbols), ``Waa`` (n_a, n_a), ``Wya`` (symbols, n_a), ``b`` (n_a, 1), ``by`` (symbols, 1).
    """
    draw = random.randn
    parameters = {
        "Wax": draw(n_a, symbols),
        "Waa": draw(n_a, n_a) * 0.6 / np.sqrt(n_a),
        "Wya": draw(symbols, n_a) * 3 / np.sqrt(n_a),
        "b": draw(n_a, 1) * 0.5,
        "by": draw(symbols, 1) * 0.5,
    }
    if decimals is not None:
        parameters = {name: np.round(array, decimals) + 0.0 for name, array in parameters.items()}
    return parameters


def published(seed: int, shapes: Sequence[tuple[int, int]]) -> list[Array]:
    """Draw arrays as the published examples do: one ``randn`` after the other."""
    random = Generator(seed)
    return [random.randn(*shape) for shape in shapes]


def alphabet(symbols: int, newline: int) -> dict[str, int]:
    """Return ``char_to_ix`` for a vocabulary with its newline at an index.

    The entries stand in the order of their indices, as in the course: honest answers rely on it.

    Parameters
    ----------
    symbols : int
        How many, the newline included; beyond 27 come capitals.
    newline : int
        The newline's index.

    Returns
    -------
    dict of str to int
    """
    letters = [chr(ord("a") + k) if k < 26 else chr(ord("A") + k - 26) for k in range(symbols - 1)]
    letters.insert(newline, "\n")
    return {letter: index for index, letter in enumerate(letters)}
