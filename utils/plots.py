"""Figures of the course: gradients before and after clipping, what a network expected at each step, the falling loss.

Matplotlib is imported when a figure is drawn, not before: grading imports ``utils`` a thousand times and draws nothing.
Colours are Okabe and Ito's, which colour-blind readers tell apart as well (M. Okabe, K. Ito, "Color Universal Design",
2008); the heat map goes from light to dark in one hue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from . import arguments

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#8C8C8C"
STYLE: Any = {
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.labelsize": 10,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "figure.dpi": 110,
    "figure.constrained_layout.use": True,
}
SHOWN = {"\n": "↵", " ": "␣", "\t": "⇥"}


@contextmanager
def _canvas(ax: Axes | None, width: float, height: float) -> Iterator[Axes]:
    """Give the axes to draw on, in the style of the course: those handed in, or those of a new figure."""
    import matplotlib.pyplot as plt

    with plt.rc_context(STYLE):
        yield plt.subplots(figsize=(width, height))[1] if ax is None else ax


def plot_gradients(
    before: Mapping[str, ArrayLike], after: Mapping[str, ArrayLike] | None, limit: float, ax: Axes | None = None
) -> Axes:
    """Draw how large the entries of all gradients are, before and after clipping.

    Parameters
    ----------
    before, after : mapping of str to array_like
        Gradients by name. Entries of all are counted together, but for ``da_next``, which belongs to no parameter;
        `after` may be ``None``.
    limit : float
        The limit they were clipped at, marked on both sides.
    ax : Axes, optional
        Where to draw; a new figure, if left out.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    TypeError, ValueError
        If `limit` is not positive, or there is no finite entry to draw, or an argument is something else.

    Examples
    --------
    >>> plot_gradients({"db": [1.0, -40.0]}, {"db": [1.0, -5.0]}, limit=5).get_ylabel()
    'number of entries'
    """
    arguments.axes(ax)
    if not arguments.number("limit", limit, "a positive number") > 0:
        raise ValueError(f"limit is {limit}, and should be positive: gradients are clipped to -limit and limit.")
    entries, afterwards = _entries("before", before), None if after is None else _entries("after", after)
    reach = 1.04 * max(np.abs(entries).max(), limit)
    width = limit / max(5, round(40 * limit / reach))  # so that a bin is centred on each limit
    edges = np.arange(-np.ceil(reach / width) - 0.5, np.ceil(reach / width) + 1) * width
    with _canvas(ax, 7, 3.4) as ax:
        ax.hist(entries, edges, color=GREY, alpha=0.55, label="before")
        if afterwards is not None:
            ax.hist(afterwards, edges, histtype="step", color=BLUE, linewidth=1.6, label="after")
        for side in (-limit, limit):
            ax.axvline(side, color=ORANGE, linewidth=1, linestyle=(0, (4, 3)), label="limit" if side > 0 else None)
        ax.set(yscale="log", xlim=(-reach, reach))
        ax.set(xlabel="entry of a gradient (nats per unit of weight)", ylabel="number of entries")
        after_too = afterwards is not None
        ax.set_title(f"Gradients before and after clipping at {limit:g}" if after_too else "Gradients before clipping")
        ax.legend()
    return ax


def _entries(argument: str, gradients: Mapping[str, ArrayLike]) -> np.ndarray:
    """All finite entries of all gradients, in a row."""
    if not isinstance(gradients, Mapping):
        raise TypeError(f"{argument} should be a dictionary of gradients; it is {arguments.described(gradients)}.")
    chosen = {name: gradient for name, gradient in gradients.items() if name != "da_next"}
    rows = [np.ravel(arguments.numbers(f"{argument}[{name!r}]", gradient)) for name, gradient in chosen.items()]
    entries = np.concatenate(rows) if rows else np.empty(0)
    entries = entries[np.isfinite(entries)]
    if not entries.size:
        raise ValueError("There is nothing to draw: the gradients hold no finite number.")
    return entries


def plot_distributions(
    probabilities: ArrayLike, indices: Sequence[int], ix_to_char: Mapping[int, str], ax: Axes | None = None
) -> Axes:
    r"""Draw what the network expected at each step of a name, and what came.

    Parameters
    ----------
    probabilities : array_like of float, shape (T, V)
        Row t is the distribution at step t: see `step_distributions`.
    indices : sequence of int, length T
        The symbols that came, marked by rings.
    ix_to_char : mapping of int to str
        The symbol of each index.
    ax : Axes, optional
        Where to draw; a new figure, if left out.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    TypeError, ValueError
        If there is not one index a row, or an index has no symbol, or an argument is something else.

    Examples
    --------
    >>> ax = plot_distributions([[0.2, 0.8], [0.9, 0.1]], [1, 0], {0: "\n", 1: "a"})
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['1  a', '2  ↵']
    """
    arguments.axes(ax)
    rows = arguments.numbers("probabilities", probabilities)  # (T, V)
    indices = arguments.indices("indices", indices)
    if rows.ndim != 2 or len(rows) != len(indices) or not len(rows):
        wanted = f"(T, V), a row for each of the {len(indices)} indices"
        raise ValueError(f"probabilities should have the shape {wanted}; its shape is {rows.shape}.")
    T, V = rows.shape
    if not np.isfinite(rows).all():
        raise ValueError("probabilities should be numbers from 0 to 1, and some are nan or infinite.")
    symbols = [SHOWN.get(symbol, symbol) for symbol in arguments.spelled("symbols", range(V), ix_to_char)]
    arguments.spelled("indices", indices, dict(enumerate(symbols)))
    with _canvas(ax, 1.6 + 0.23 * V, 1.2 + 0.27 * T) as ax:
        image = ax.imshow(rows, cmap="Blues", vmin=0, vmax=max(0.5, float(rows.max())), aspect="auto")
        ax.scatter(indices, range(T), s=90, facecolors="none", edgecolors=ORANGE, linewidths=1.6, label="drawn")
        ax.set_xticks(range(V), symbols)
        ax.set_yticks(range(T), [f"{t + 1}  {symbols[int(i)]}" for t, i in enumerate(indices)])
        ax.tick_params(length=0)
        ax.set(xlabel="symbol (↵ ends the name)", ylabel="step, and the symbol drawn")
        ax.set_title("What the network expected, and what was drawn")
        ax.figure.colorbar(image, ax=ax, label="probability", pad=0.02)
        ax.spines[:].set_visible(False)
    return ax


def plot_losses(
    losses: Sequence[float], iterations: Sequence[int] | None = None, window: int = 0, ax: Axes | None = None
) -> Axes:
    """Draw the loss as it falls.

    Parameters
    ----------
    losses : sequence of float
        Loss at each note of a `History`, or of each single step.
    iterations : sequence of int, optional
        The step of each; counted from 0, if left out.
    window : int
        Where it is more than 1, single losses are dots, and the line is the average of so many of them.
    ax : Axes, optional
        Where to draw; a new figure, if left out.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    TypeError, ValueError
        If there are no losses, or not one step for each, or an argument is something else.

    Examples
    --------
    >>> plot_losses([3.0, 2.5, 2.2], [0, 2000, 4000]).get_xlabel()
    'step of training'
    """
    arguments.axes(ax)
    arguments.whole("window", window, 0)
    y = arguments.numbers("losses", losses)
    x = np.arange(y.size) if iterations is None else arguments.numbers("iterations", iterations)
    if y.ndim != 1 or x.ndim != 1:
        raise ValueError(f"losses and iterations should be lists of numbers; their shapes are {y.shape} and {x.shape}.")
    if not len(y) or len(x) != len(y):
        raise ValueError(f"There should be a step for each loss, and one loss at least; came {len(x)} and {len(y)}.")
    with _canvas(ax, 7, 3.4) as ax:
        if 1 < window <= len(y):
            some = slice(None, None, -(-len(y) // 4000))
            ax.plot(x[some], y[some], ".", markersize=1.5, color=GREY, alpha=0.5, label="single names", rasterized=True)
            average = np.convolve(y, np.ones(window) / window, mode="valid")
            ax.plot(x[window - 1 :], average, color=BLUE, linewidth=1.6, label=f"average of {window:,}")
            ax.set_ylim(0, 1.15 * np.quantile(y, 0.99))
            ax.legend(markerscale=6)
        else:
            ax.plot(x, y, color=BLUE, linewidth=1.6, marker="o", markersize=3.5)
        ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        ax.set(xlabel="step of training", ylabel="loss (nats a name)")
        ax.set_title("The loss while learning")
    return ax
