"""What surrounds a step of training: the examples, the running loss, and the history of a run."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from . import arguments
from .text import read_names


def examples_from(text: str, seed: int = 0) -> list[str]:
    """Make training examples of a text: one a line, stripped, in small letters, none empty, shuffled.

    NumPy's global generator is set to `seed` for the shuffling, as in the published course, whose order this is.

    Parameters
    ----------
    text : str
        One name a line.
    seed : int
        Seed of the shuffling.

    Returns
    -------
    list of str
        The names.

    Raises
    ------
    TypeError, ValueError
        If it is no text, or the name of a file, or no line holds a name, or the seed is no whole number.

    Examples
    --------
    >>> examples_from("Anzu\\n\\n  Mei \\nTawa\\n")
    ['tawa', 'mei', 'anzu']
    """
    examples = read_names(text)
    np.random.seed(arguments.whole("seed", seed, 0))
    np.random.shuffle(examples)
    return examples


def get_initial_loss(vocab_size: int, seq_length: int) -> float:
    """Return the loss of a model that predicts all symbols as equally likely.

    Parameters
    ----------
    vocab_size : int
        Number of symbols (V), at least 1.
    seq_length : int
        Number of symbols predicted.

    Returns
    -------
    float
        ``seq_length * log(vocab_size)``, in nats.

    Raises
    ------
    TypeError, ValueError
        If one of them is no number, or there is no symbol.

    Examples
    --------
    >>> round(get_initial_loss(27, 7), 6)
    23.070858
    """
    if arguments.number("vocab_size", vocab_size) < 1:
        raise ValueError(f"vocab_size should be the number of symbols, at least 1; it is {vocab_size}.")
    return -math.log(1.0 / vocab_size) * arguments.number("seq_length", seq_length)


def smooth(loss: float, cur_loss: float) -> float:
    """Move the running loss a thousandth of the way to the newest one.

    Parameters
    ----------
    loss, cur_loss : float
        The running loss, and the loss of the newest example.

    Returns
    -------
    float
        ``0.999 * loss + 0.001 * cur_loss``

    Raises
    ------
    TypeError, ValueError
        If one of them is no finite number.

    Examples
    --------
    >>> smooth(20.0, 30.0)
    20.01
    """
    try:
        moved = loss * 0.999 + cur_loss * 0.001
        if isinstance(moved, (float, np.floating)) and math.isfinite(moved):
            return moved
    except TypeError:
        pass  # said below
    return arguments.number("loss", loss) * 0.999 + arguments.number("cur_loss", cur_loss) * 0.001


@dataclass
class History:
    """The record of a training run: loss and sampled names at some of its steps.

    Attributes
    ----------
    iterations : list of int
        The steps at which the figures were taken, counted from 0.
    losses : list of float
        The running loss at each of them, in nats a name.
    names : list of list of str
        The names that the network made up at each of them.

    Examples
    --------
    >>> history = History()
    >>> history.add(0, 23.1, ["Xq"])
    >>> history.iterations, history.losses, history.names
    ([0], [23.1], [['Xq']])
    """

    iterations: list[int] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    names: list[list[str]] = field(default_factory=list)

    def add(self, iteration: int, loss: float, names: list[str]) -> None:
        """Append the figures of one step.

        Parameters
        ----------
        iteration : int
            Number of the step.
        loss : float
            Running loss.
        names : list of str
            Names made up at this step.

        Raises
        ------
        TypeError, ValueError
            If one of them is something else; nothing is added then.
        """
        arguments.whole("iteration", iteration, 0)
        arguments.number("loss", loss)
        names = arguments.strings("names", names)
        self.iterations.append(iteration)
        self.losses.append(float(loss))
        self.names.append(list(names))
