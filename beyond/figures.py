"""The figures of the notebooks beyond the graded part, in the style and the colours of the course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.plots import BLUE, GREY, ORANGE, SHOWN, STYLE

# Okabe and Ito's eight colours, their yellow, too pale for a thin line, replaced by grey.
COLOURS = ("#000000", GREY, "#56B4E9", BLUE, "#009E73", "#CC79A7", "#E69F00", ORANGE)


def plot_temperatures(p: np.ndarray, symbols: str, temperatures: Sequence[float] = (0.5, 1.0, 1.5)) -> Figure:
    """Draw one distribution at several temperatures, its twelve likeliest symbols in their order.

    Parameters
    ----------
    p : ndarray
        ``(V,)``, the probability of each symbol at temperature 1.
    symbols : str
        The ``V`` symbols.
    temperatures : sequence of float
        A panel each.
    """
    top = np.argsort(-p)[:12]
    with plt.rc_context(STYLE):
        fig, axes = plt.subplots(1, len(temperatures), figsize=(9.5, 3), sharey=True, squeeze=False)
        for ax, temperature in zip(axes[0], temperatures, strict=True):
            tempered = p ** (1 / temperature)
            ax.bar(range(len(top)), (tempered / tempered.sum())[top], color=BLUE)
            ax.set_xticks(range(len(top)), [SHOWN.get(symbols[n], symbols[n]) for n in top])
            ax.tick_params(axis="x", length=0)
            ax.set(title=f"temperature {temperature}", xlabel="next symbol")
        axes[0, 0].set_ylabel("probability")
        fig.suptitle("The higher the temperature, the flatter the distribution", fontsize=12, x=0.01, ha="left")
    return fig


def plot_mask(mask: np.ndarray) -> Axes:
    """Draw which places of a padded array hold text; ``mask`` is ``(T, B)``, a row of the figure a sentence."""
    with plt.rc_context(STYLE):
        ax = plt.subplots(figsize=(8.5, 3.2))[1]
        ax.barh(range(mask.shape[1]), mask.sum(axis=0), height=0.8, color=BLUE)
        ax.set(xlim=(0, len(mask)), ylim=(mask.shape[1] - 0.4, -0.6), xlabel="time step", ylabel="sentence")
        share = 1 - mask.mean()
        ax.set_title(f"{mask.shape[1]} sentences in one array: blue is text, and {share:.0%} of the array is padding")
    return ax


def plot_losses(saved: Mapping[str, Any], published: Mapping[str, Mapping[int, float]]) -> Figure:
    """Draw the loss after each epoch, ours and as published, a panel a model.

    Parameters
    ----------
    saved : mapping
        A record with ``losses`` a model.
    published : mapping
        Losses by epoch a model.
    """
    with plt.rc_context(STYLE):
        fig, axes = plt.subplots(1, len(published), figsize=(11, 3.1), sharey=True, width_ratios=(3, 4, 5, 5, 8))
        for ax, (name, theirs) in zip(axes, published.items(), strict=True):
            losses = saved[name]["losses"]
            ax.plot(range(1, len(losses) + 1), losses, color=BLUE, label="ours")
            ax.plot(list(theirs), list(theirs.values()), "x", color=ORANGE, markersize=4.5, label="published")
            ax.set(title=name, xlabel="epoch", xlim=(0, len(losses) + 1))
            ax.xaxis.get_major_locator().set_params(integer=True)
        axes[0].set_ylabel("loss (nats a character)")
        axes[-1].legend()
        fig.suptitle(
            "Without a state ours fall as the published ones do; with one they end lower",
            fontsize=12,
            x=0.01,
            ha="left",
        )
    return fig


def plot_hyperparameters(results: Mapping[str, Any]) -> Axes:
    """Draw the validation curve of each setting of the masked LSTM, the first one, as published, in black."""
    curves = {name: result["curve"] for name, result in results.items()}
    with plt.rc_context(STYLE):
        ax = plt.subplots(figsize=(9.5, 4.8))[1]
        _labelled(ax, curves, "{:.0f}")
        best = min(curves, key=lambda name: curves[name][-1][1])
        ax.set(xlabel="minibatches", ylabel="validation cross-entropy (nats a sentence)")
        ax.set_title(f"Which change helps? After {curves[best][-1][0]} minibatches, most of all: {best}")
    return ax


def plot_comparison(comparison: Mapping[str, Any]) -> Axes:
    """Draw how each network of the course falls with the time it trains, and where it ends."""
    curves, seconds = comparison["curves"], comparison["seconds"]
    with plt.rc_context(STYLE):
        ax = plt.subplots(figsize=(9.5, 5))[1]
        ax.set(xscale="log", xlabel="CPU seconds of training", ylabel="bits a character on text it never saw")
        _labelled(ax, curves, "{:.2f}")
        ticks = [tick for tick in (1, 2, 5, 10, 20, 50, 100, 200, 500) if curves[next(iter(curves))][0][0] <= tick]
        ax.set_xticks([tick for tick in ticks if tick <= seconds], minor=False)
        ax.minorticks_off()
        ax.xaxis.set_major_formatter("{x:g}")
        best = min(curves, key=lambda name: curves[name][-1][1])
        ax.set_title(f"The same text and {seconds:.0f} CPU seconds for each: {best} is ahead")
    return ax


def _labelled(ax: Axes, curves: Mapping[str, Sequence[Sequence[float]]], form: str) -> None:
    """Draw curves of ``(x, y)`` with their names and last values at their ends, in place of a legend."""
    for colour, curve in zip(COLOURS, curves.values(), strict=False):
        ax.plot(*np.transpose(curve), color=colour, linewidth=2.4 if colour == COLOURS[0] else 1.6)
    low, high = ax.get_ylim()
    ends = np.array([curve[-1][1] for curve in curves.values()])
    right = max(curve[-1][0] for curve in curves.values())
    for colour, name, end, place in zip(COLOURS, curves, ends, spread(ends, (high - low) / 19), strict=False):
        ax.annotate(
            f"{form.format(end)}  {name}",
            (right, end),
            (1.03, place),
            textcoords=("axes fraction", "data"),
            color=colour,
            va="center",
            fontsize=9,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.6, "relpos": (0, 0.5), "shrinkB": 0},
        )


def spread(places: np.ndarray, gap: float) -> np.ndarray:
    """Move places apart until neighbours keep ``gap``, as little as may be, in the same order.

    Parameters
    ----------
    places : ndarray
        ``(n,)`` floats, in any order.
    gap : float
        The least distance.

    Returns
    -------
    ndarray
        ``(n,)``, the new places.

    Examples
    --------
    >>> spread(np.array([1.0, 5.0, 1.0]), 1.0).tolist()
    [0.5, 5.0, 1.5]
    """
    order = np.argsort(places, kind="stable")
    groups: list[list[float]] = []  # runs of labels that touch, each as [centre, count]
    for place in places[order]:
        groups.append([float(place), 1])
        while len(groups) > 1 and groups[-1][0] - groups[-2][0] < gap * (groups[-1][1] + groups[-2][1]) / 2:
            centre, count = groups.pop()
            other, before = groups.pop()
            groups.append([(centre * count + other * before) / (count + before), count + before])
    moved = [centre + gap * (n - (count - 1) / 2) for centre, count in groups for n in range(int(count))]
    result = np.empty(len(places))
    result[order] = moved
    return result
