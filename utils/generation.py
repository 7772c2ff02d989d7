"""Samples many names in a batch: all that have not ended take their next step together.

Legend: ``V`` symbols, ``H`` hidden units, ``N`` names that have not ended.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from . import arguments
from .step import Array
from .validation import NAMES, check_step

DINOSAURS = dict(enumerate("\nabcdefghijklmnopqrstuvwxyz"))
Codes = NDArray[np.uint32]
BATCH = 1024  # names drawn together: few enough for the processor's cache, enough to make a step worth its calls
MAX_LENGTH = 10_000  # symbols of a name: a chunk of names so long still fits into memory
CHUNK = 2**14  # names whose uniform numbers are drawn together, so that memory stays flat
MAX_ONE_THREAD = 2**18  # multiplications that OpenBLAS leaves to one thread


def generate(
    parameters: Mapping[str, Array],
    n: int,
    temperature: float = 1.0,
    seed: int = 0,
    ix_to_char: Mapping[int, str] | None = None,
    max_length: int = 50,
) -> list[str]:
    r"""Sample names from the network.

    Parameters
    ----------
    parameters : mapping of str to ndarray
        ``Wax (H, V)``, ``Waa (H, H)``, ``Wya (V, H)``, ``b (H, 1)``, ``by (V, 1)``.
    n : int
        How many.
    temperature : float
        1 draws as the network expects; below 1 bolder, and at 0 always the likeliest symbol; above 1 wilder.
    seed : int
        Seed of the draws. Name number k does not depend on n, so 10 names begin with the 3 of the same seed.
    ix_to_char : mapping of int to str, optional
        The symbol of each index, the newline that ends a name among them. Left out, the newline and a to z.
    max_length : int
        A name that has not ended by itself ends after as many symbols.

    Returns
    -------
    list of str
        The names, with a capital in front and no newline at the end; one that ended at once is empty.

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it should be.

    Notes
    -----
    A symbol is drawn where the cumulative distribution passes a uniform number, as `numpy.random.choice` does. The
    numbers are the seed's own on every machine; the distribution is rounded as the machine's NumPy rounds it, which
    decides a draw about once in 10**13.

    Examples
    --------
    >>> from utils import initialize_parameters
    >>> generate(initialize_parameters(4, 27, 27), 3, max_length=5)
    ['Qga', 'Xpsny', 'V']
    """
    _check(parameters, n, temperature, seed, max_length)
    codes = _codes(ix_to_char, len(parameters["by"]))
    rng, names = np.random.default_rng(seed), []
    for first in range(0, n, CHUNK):
        uniform = rng.random((min(CHUNK, n - first), max_length))
        spelled = _sample(parameters, uniform, temperature, codes).view(f"<U{max_length}")[:, 0]
        names += [name[:1].upper() + name[1:] for name in spelled.tolist()]
    return names


def _sample(parameters: Mapping[str, Array], uniform: Array, temperature: float, codes: Codes) -> Codes:
    """Draw the symbols (names, steps) that a uniform number each (names, steps) decides; 0 where a name has ended.

    The row of a name that has ended goes to the next one; when none is left, it is deleted.
    """
    H = len(parameters["Waa"])
    ahead = np.concatenate((parameters["Waa"], parameters["Wya"])).T.copy()  # (H, H + V), both read the same state
    into_state = (parameters["Wax"] + parameters["b"]).T.copy()  # (V, H)
    start = np.tanh(parameters["b"][:, 0])  # (H,), the state after the vector of zeros
    spelled = np.zeros(uniform.shape, dtype=np.uint32)
    started, steps = min(len(uniform), BATCH), uniform.shape[1]
    name = np.arange(started)  # (N,), the name of each row
    length = np.zeros_like(name)  # (N,), symbols so far
    a = np.tile(start, (started, 1))  # (N, H)
    while len(name):
        products = _product(a, ahead)  # (N, H + V)
        scores = np.ascontiguousarray(products[:, H:].T)  # (V, N)
        scores += parameters["by"]
        drawn = _draw(scores, uniform[name, length], temperature)  # (N,)
        symbols = codes[drawn]
        spelled[name, length] = symbols
        length += 1
        a = into_state.take(drawn, axis=0)
        a += products[:, :H]
        _tanh(a)
        ended = np.flatnonzero((symbols == 0) | (length == steps))
        free, empty = ended[: len(uniform) - started], ended[len(uniform) - started :]
        name[free] = np.arange(started, started + len(free))
        length[free] = 0
        a[free] = start
        started += len(free)
        if len(empty):
            name, length, a = np.delete(name, empty), np.delete(length, empty), np.delete(a, empty, axis=0)
    return spelled


def _tanh(a: Array) -> None:
    """Take tanh in place, as 2 / (1 + exp(-2a)) - 1: half the time of `numpy.tanh` on many processors.

    Near zero that keeps fewer digits of a than `numpy.tanh` does, but no fewer behind the point.
    """
    a *= -2.0
    with np.errstate(over="ignore"):  # exp may reach infinity, where tanh is -1
        np.exp(a, out=a)
    a += 1.0
    np.divide(2.0, a, out=a)
    a -= 1.0


def _product(left: Array, right: Array) -> Array:
    """Multiply, in parts so small that the BLAS wakes no threads: they would cost more than they save."""
    part = max(16, MAX_ONE_THREAD // right.size)
    whole = len(left) // part * part
    out = np.empty((len(left), right.shape[1]))
    np.matmul(left[:whole].reshape(-1, part, len(right)), right, out=out[:whole].reshape(-1, part, right.shape[1]))
    np.matmul(left[whole:], right, out=out[whole:])
    return out


def _draw(scores: Array, uniform: Array, temperature: float) -> NDArray[np.intp]:
    """Draw a symbol for each column of scores (V, N), given its uniform number (N,)."""
    if temperature == 0:
        return scores.argmax(axis=0)
    scores -= scores.max(axis=0)
    if temperature != 1:
        with np.errstate(over="ignore"):  # towards 0 all but the likeliest fall to -inf, as they should
            scores /= temperature
    up_to = list(np.exp(scores, out=scores))  # its rows, each (N,)
    for before, here in pairwise(up_to):
        here += before
    passed = (scores <= uniform * up_to[-1]).view(np.uint8)
    return passed.sum(axis=0, dtype=np.uint8 if len(scores) < 256 else np.intp).astype(np.intp)


def _codes(ix_to_char: Mapping[int, str] | None, V: int) -> Codes:
    """Give each symbol's number in Unicode, but 0 for the newline: a 0 at the end of NumPy's text is no part of it."""
    if ix_to_char is None and len(DINOSAURS) != V:
        raise ValueError(f"the network has {V} symbols, not the newline and a to z: say which they are by ix_to_char")
    table = DINOSAURS if ix_to_char is None else arguments.symbols("ix_to_char", ix_to_char)
    symbols = [table.get(ix) for ix in range(V)]
    if len(table) != V or any(not isinstance(s, str) or len(s) != 1 for s in symbols) or "\n" not in symbols:
        raise ValueError(f"ix_to_char should give one symbol for each index from 0 to {V - 1}, one of them the newline")
    return np.array([0 if s == "\n" else ord(s) for s in symbols if s], dtype=np.uint32)


def _check(parameters: Mapping[str, Array], n: int, temperature: float, seed: int, max_length: int) -> None:
    """Refuse what cannot be meant, in a sentence."""
    for name, value, least in (("n", n, 0), ("seed", seed, 0), ("max_length", max_length, 1)):
        arguments.whole(name, value, least, MAX_LENGTH if name == "max_length" else 2**32 - 2)
    if not isinstance(temperature, (int, float, np.integer, np.floating)) or not 0 <= temperature < math.inf:
        raise ValueError(f"temperature is {temperature!r}, and should be a number from 0 up; 1 changes nothing")
    check_step(parameters)
    for name in NAMES:
        if not np.isfinite(parameters[name]).all():
            raise ValueError(f"parameters['{name}'] holds nan or infinity: the training ran away")
