"""What surrounds a step of training: the examples, the running loss, the loop, and the history it returns."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

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
    ValueError
        If no line holds a name.

    Examples
    --------
    >>> examples_from("Anzu\\n\\n  Mei \\nTawa\\n")
    ['tawa', 'mei', 'anzu']
    """
    examples = read_names(text)
    np.random.seed(seed)
    np.random.shuffle(examples)
    return examples


def get_initial_loss(vocab_size: int, seq_length: int) -> float:
    """Give the loss of a model that thinks all symbols equally likely.

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

    Examples
    --------
    >>> round(get_initial_loss(27, 7), 6)
    23.070858
    """
    return -math.log(1.0 / vocab_size) * seq_length


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

    Examples
    --------
    >>> smooth(20.0, 30.0)
    20.01
    """
    return loss * 0.999 + cur_loss * 0.001


@dataclass
class History:
    """What a training run left behind: figures at some of its steps.

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
        """
        self.iterations.append(iteration)
        self.losses.append(float(loss))
        self.names.append(list(names))


def follow(
    step: Callable[[int], float],
    num_iterations: int,
    initial_loss: float,
    every: int = 2000,
    speak: Callable[[], list[str]] = list,
    report: Callable[[int, float, list[str]], None] | None = None,
) -> History:
    """Take many steps, smooth their losses, and note now and then how things stand.

    The loop draws and prints nothing, and knows nothing of networks: that is the business of what it is given.

    Parameters
    ----------
    step : callable
        ``step(j)`` takes step number ``j`` and returns its loss.
    num_iterations : int
        How many steps to take.
    initial_loss : float
        Where the running loss begins: see `get_initial_loss`.
    every : int
        A note is made at step 0 and every so many steps after it.
    speak : callable
        ``speak()`` returns the names for a note; none, if left out.
    report : callable, optional
        ``report(j, loss, names)`` is told of each note as it is made.

    Returns
    -------
    History
        The notes. Interrupted from the keyboard, the loop returns those it has.

    Examples
    --------
    >>> follow(lambda j: 0.0, 3, initial_loss=1.0, every=2).losses
    [0.999, 0.997002999]
    """
    history, loss = History(), initial_loss
    try:
        for j in range(num_iterations):
            loss = smooth(loss, step(j))
            if j % every == 0:
                history.add(j, loss, speak())
                if report is not None:
                    report(j, history.losses[-1], history.names[-1])
    except KeyboardInterrupt:
        pass  # a learner has seen enough; what was noted is still worth having
    return history
