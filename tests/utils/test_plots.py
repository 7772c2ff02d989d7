"""Figures say what they show: the numbers drawn, the labels with units, the sentences for what cannot be drawn."""

from __future__ import annotations

import subprocess
import sys

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils import plot_distributions, plot_gradients, plot_losses

matplotlib.use("Agg")
IX_TO_CHAR = dict(enumerate("\nabc"))


@pytest.fixture(autouse=True)
def closed_figures():
    """No figure stays open, and drawing must leave Matplotlib's settings alone."""
    before = dict(plt.rcParams)
    yield
    plt.close("all")
    assert dict(plt.rcParams) == before


def heights(bars):
    """How many entries a histogram's artists hold in all."""
    return sum(patch.get_height() for patch in bars)


def test_gradients_count_every_entry_once():
    """The bars before clipping add up to all entries but those of da_next; the limit is marked on both sides."""
    gradients = {"dWaa": np.array([[12.0, -30.0], [0.1, 0.2]]), "db": np.array([[-7.0]]), "da_next": np.ones((9, 1))}
    ax = plot_gradients(gradients, {name: g.clip(-5, 5) for name, g in gradients.items()}, 5)
    assert heights(ax.containers[0]) == 5
    assert sorted(line.get_xdata()[0] for line in ax.lines) == [-5, 5]
    assert ax.get_xlabel() == "entry of a gradient (nats per unit of weight)"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["before", "after", "limit"]


def test_clipped_entries_pile_up_in_the_bars_at_the_limits():
    """Whatever the range, the outermost occupied bars after clipping are those that hold the limits."""
    rng = np.random.default_rng(0)
    gradients = {"db": rng.standard_normal(500) * 20}
    ax = plot_gradients(gradients, {"db": gradients["db"].clip(-5, 5)}, 5)
    outline = ax.patches[-1].get_xy()
    occupied = outline[outline[:, 1] >= 1][:, 0]
    width = np.diff(np.unique(outline[:, 0])).min()
    np.testing.assert_allclose([occupied.min(), occupied.max()], [-5 - width / 2, 5 + width / 2])


def test_gradients_without_an_after_are_drawn_alone():
    """A learner whose clip is not done yet sees the first half."""
    ax = plot_gradients({"db": [1.0, 2.0]}, None, 5)
    assert ax.get_title(loc="left") == "Gradients before clipping"


@pytest.mark.parametrize("gradients, limit", [({}, 5), ({"db": [np.nan]}, 5), ({"db": [1.0]}, 0)])
def test_gradients_that_cannot_be_drawn_get_a_sentence(gradients, limit):
    """Nothing finite, or a limit that is none."""
    with pytest.raises(ValueError, match=r"nothing to draw|should be positive"):
        plot_gradients(gradients, None, limit)


def test_distributions_are_drawn_with_letters_and_rings():
    """The heat map holds the numbers, the axes the symbols, and the newline is shown as an arrow."""
    rows = np.array([[0.1, 0.2, 0.3, 0.4], [0.7, 0.1, 0.1, 0.1]])
    ax = plot_distributions(rows, [3, 0], IX_TO_CHAR)
    np.testing.assert_array_equal(ax.images[0].get_array(), rows)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["↵", "a", "b", "c"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["1  c", "2  ↵"]
    assert ax.collections[0].get_offsets().tolist() == [[3, 0], [0, 1]]
    assert ax.collections[0].get_facecolor().size == 0, "a filled ring would hide the field under it"


def test_distributions_need_an_index_a_row():
    """The sentence says how many indices there are and what shape came."""
    with pytest.raises(ValueError, match=r"each of the 2 indices; its shape is \(1, 4\)"):
        plot_distributions(np.ones((1, 4)), [3, 0], IX_TO_CHAR)


def test_losses_are_drawn_at_their_steps():
    """A history is a line through its notes, on the axes handed in."""
    _, mine = plt.subplots()
    ax = plot_losses([3.0, 2.0], [0, 2000], ax=mine)
    assert ax is mine
    assert ax.lines[0].get_xydata().tolist() == [[0, 3], [2000, 2]]
    assert ax.get_ylabel() == "loss (nats a name)"


def test_single_losses_get_their_average():
    """With a window the line is the running mean, placed at the last step it has seen."""
    ax = plot_losses([1.0, 2.0, 3.0, 6.0], window=2)
    assert ax.lines[1].get_xydata().tolist() == [[1, 1.5], [2, 2.5], [3, 4.5]]


@pytest.mark.parametrize("losses, iterations", [([], None), ([1.0], [1, 2])])
def test_losses_that_cannot_be_drawn_get_a_sentence(losses, iterations):
    """None at all, or not one step each."""
    with pytest.raises(ValueError, match="a step for each loss"):
        plot_losses(losses, iterations)


def test_every_figure_can_be_written(tmp_path):
    """Each draws without a warning: no glyph missing, nothing that does not fit."""
    figures = [
        plot_gradients({"db": [1.0, -40.0]}, {"db": [1.0, -5.0]}, 5),
        plot_distributions(np.full((2, 4), 0.25), [3, 0], IX_TO_CHAR),
        plot_losses([3.0, 2.0, 1.0], window=2),
    ]
    for number, ax in enumerate(figures):
        ax.figure.savefig(tmp_path / f"{number}.png")
        assert (tmp_path / f"{number}.png").stat().st_size > 5000


def test_importing_utils_is_light():
    """No pyplot, pooch, tqdm, Numba, IPython or grader comes along with it."""
    heavy = "{'matplotlib', 'pooch', 'tqdm', 'numba', 'IPython', 'nbformat', 'requests', 'autograder'}"
    code = f"import sys, utils; print({heavy} & {{name.split('.')[0] for name in sys.modules}})"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "set()"
