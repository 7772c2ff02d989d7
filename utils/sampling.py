"""Names sampled from a network: spelling them, the temperature, the predicted distributions, which names are new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from . import arguments
from .network import rnn_forward
from .step import Array
from .validation import check_step


def get_sample(sample_ix: Sequence[int], ix_to_char: Mapping[int, str]) -> str:
    r"""Spell a list of indices, with a capital in front.

    Parameters
    ----------
    sample_ix : sequence of int
        Indices of symbols.
    ix_to_char : mapping of int to str
        The symbol of each index.

    Returns
    -------
    str
        The symbols in a row, a final newline included.

    Raises
    ------
    TypeError, ValueError
        If an index has no symbol, or an argument is something else.

    Examples
    --------
    >>> get_sample([20, 18, 5, 24, 0], dict(enumerate("\nabcdefghijklmnopqrstuvwxyz")))
    'Trex\n'
    """
    text = "".join(arguments.spelled("sample_ix", sample_ix, ix_to_char))
    return text[:1].upper() + text[1:]


def print_sample(sample_ix: Sequence[int], ix_to_char: Mapping[int, str]) -> None:
    r"""Print a list of indices as a name, with a capital in front.

    Parameters
    ----------
    sample_ix, ix_to_char
        As in `get_sample`. The line ends where the indices end it, with the newline's.

    Examples
    --------
    >>> print_sample([13, 5, 9, 0], dict(enumerate("\nabcdefghijklmnopqrstuvwxyz")))
    Mei
    """
    print(get_sample(sample_ix, ix_to_char), end="")


def with_temperature(probabilities: ArrayLike, temperature: float) -> Array:
    r"""Apply a temperature to a distribution: sharpen it below 1, flatten it above.

    Parameters
    ----------
    probabilities : array_like of float, shape (V,) or (V, n)
        Probabilities, each column a distribution.
    temperature : float
        1 changes nothing; towards 0 only the likeliest symbol is left; beyond 1 all come closer to equally likely.

    Returns
    -------
    ndarray of float64, shape of `probabilities`
        Distributions again.

    Raises
    ------
    TypeError, ValueError
        If `temperature` is not a positive, finite number, or `probabilities` are none.

    Notes
    -----
    :math:`q_i = p_i^{1/\tau} / \sum_j p_j^{1/\tau}`, the softmax of :math:`z/\tau`: D. H. Ackley, G. E. Hinton,
    T. J. Sejnowski, "A Learning Algorithm for Boltzmann Machines", Cognitive Science 9 (1985).

    Examples
    --------
    >>> with_temperature([0.2, 0.8], 0.5).round(3)
    array([0.059, 0.941])
    """
    p = arguments.numbers("probabilities", probabilities)
    if arguments.number("temperature", temperature, "a positive number (1 changes nothing)") <= 0:
        raise ValueError(f"temperature is {temperature}, and should be a positive number; 1 changes nothing.")
    if not p.size or not p.ndim or not (np.isfinite(p).all() and (p >= 0).all() and (p.max(axis=0) > 0).all()):
        raise ValueError("probabilities should be numbers from 0 to 1, not all of them 0, for every column.")
    powers = (p / p.max(axis=0)) ** (1 / temperature)  # the likeliest is 1, so nothing over- or underflows to 0 / 0
    return powers / powers.sum(axis=0)


def step_distributions(parameters: Mapping[str, Array], indices: Sequence[int]) -> Array:
    """Return the distribution that the network predicts at each step of a given list of indices.

    Nothing is drawn: the network reads the list, and each row is its expectation before it saw the entry.

    Parameters
    ----------
    parameters : mapping of str to ndarray
        As `initialize_parameters` makes them.
    indices : sequence of int, length T
        A name, the newline at its end included.

    Returns
    -------
    ndarray of float64, shape (T, V)
        Row t is the distribution of ``indices[t]``, given those before it.

    Raises
    ------
    TypeError, ValueError
        If `indices` is empty or holds what is no symbol, or an argument is something else.

    Examples
    --------
    >>> from utils import initialize_parameters
    >>> step_distributions(initialize_parameters(4, 3, 3), [2, 1, 0]).shape
    (3, 3)
    """
    Y = arguments.indices("indices", indices)
    check_step(parameters)
    a_prev = np.zeros((len(parameters["Waa"]), 1))
    _, (y_hat, _, _) = rnn_forward([None, *Y[:-1]], Y, a_prev, parameters, len(parameters["by"]))
    return y_hat[:, :, 0]


@dataclass(frozen=True)
class NameReport:
    """Which of some generated names are new, and which are in the corpus.

    Attributes
    ----------
    new : tuple of str
        Names that the corpus lacks, each once, in the order of their first appearance.
    known : tuple of str
        Names that the corpus has, likewise.
    repeated : int
        How many names were further copies of one named already.
    empty : int
        How many names had no letter: the newline was drawn first.

    Examples
    --------
    >>> print(report_names(["Trex", "mei", "Trex", "Zuul"], corpus=["mei", "zuul"]))
    1 of 3 names is new: Trex
    2 are in the corpus: Mei, Zuul
    and 1 repeated one of these
    """

    new: tuple[str, ...]
    known: tuple[str, ...]
    repeated: int
    empty: int = 0

    def __str__(self) -> str:
        total = len(self.new) + len(self.known)
        lines = [
            f"{len(self.new)} of {total} names {'is' if len(self.new) == 1 else 'are'} new"
            + (f": {', '.join(self.new)}" if self.new else ""),
            f"{len(self.known)} {'is' if len(self.known) == 1 else 'are'} in the corpus"
            + (f": {', '.join(self.known)}" if self.known else ""),
        ]
        if self.repeated:
            lines.append(f"and {self.repeated} repeated one of these")
        if self.empty:
            were = "was" if self.empty == 1 else "were"
            lines.append(f"and {self.empty} {were} empty: the newline was drawn first")
        return "\n".join(lines)


def report_names(names: Iterable[str], corpus: Iterable[str]) -> NameReport:
    """Tell new names from those of the training corpus.

    Parameters
    ----------
    names : iterable of str
        Generated names. Capitals and surrounding white space do not count, and empty names are counted alone.
    corpus : iterable of str
        The names it was trained on.

    Returns
    -------
    NameReport
        Names with a capital in front; print it to read it.

    Raises
    ------
    TypeError
        If one of them is no list of texts.

    Examples
    --------
    >>> report_names(["Mei\\n", "Trex\\n"], ["mei"]).new
    ('Trex',)
    """
    all_names = [name.strip().lower() for name in arguments.strings("names", names)]
    learned = {name.strip().lower() for name in arguments.strings("corpus", corpus)}
    spelled = [name for name in all_names if name]
    once = list(dict.fromkeys(spelled))
    new = tuple(name.capitalize() for name in once if name not in learned)
    known = tuple(name.capitalize() for name in once if name in learned)
    return NameReport(new, known, len(spelled) - len(once), len(all_names) - len(spelled))
