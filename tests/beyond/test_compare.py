"""The comparison of all networks that the notebook of the masked LSTM ends with."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

pytest.importorskip("optax", reason="needs the extra packages: make setup-beyond")

import jax
import jax.numpy as jnp

from beyond import compare, figures, layers, nietzsche, train_shakespeare


@pytest.mark.parametrize("name", compare.CONTENDERS)
def test_every_contender_starts_blank_and_learns(name, indices):
    """Each network enters knowing about as much as an even guess, and after its first bouts it knows more."""
    text, symbols = indices
    even = np.log2(len(symbols))
    contender = compare.CONTENDERS[name](np.tile(text, 8), text[:700], len(symbols))
    scores = [next(contender)() for _ in range(4)]
    assert 0 < scores[-1] < even + 0.05
    assert scores[-1] < scores[0] or scores[0] < 0.9 * even


def test_a_contest_counts_the_time_and_keeps_the_curve(indices):
    """Scores along the way, the last one when the time is over."""
    curve = compare.contest("Char3Model", np.tile(indices[0], 8), len(indices[1]), seconds=0.05)
    seconds = [spent for spent, _ in curve]
    assert seconds == sorted(seconds)
    assert seconds[-1] >= 0.05
    assert curve[-1][1] < curve[0][1] or len(curve) == 1


@pytest.mark.parametrize("name", ["CharLoopModel", "CharStatefulLSTM"])
def test_scores_are_those_of_a_slow_reader(name, indices):
    """A stream's score is the mean over its characters, one read after the other; without a state, over its windows."""
    model = dataclasses.replace(nietzsche.MODELS[name], n_hidden=6)
    text, symbols = jnp.asarray(indices[0][:40]), indices[1]
    weights = jax.tree.map(lambda w: 3 * w, nietzsche.initialize(model, len(symbols)))  # no letter costs the same
    read = jax.jit(lambda state, window: nietzsche.forward(model, weights, state, window[None]))
    width, total, state = 1 if model.stateful else 8, [], nietzsche.blank_state(model, 1)
    for end in range(width, len(text)):
        logits, after = read(state, text[end - width : end])
        total.append(float(layers.cross_entropy(logits[-1, 0], text[end])))
        state = after if model.stateful else state
    assert float(compare._score(model, weights, text)) == pytest.approx(np.mean(total), rel=1e-4)
    assert compare.bits(np.log(8)) == pytest.approx(3)


def test_the_second_half_is_scored_with_the_first_one_read(indices):
    """The stacked LSTM's score leaves the characters out of which it had read little."""
    weights = train_shakespeare.initialize(len(indices[1]), n_hidden=5)
    windows = jnp.asarray(indices[0][:42].reshape(2, 21))
    whole = [train_shakespeare.loss(weights, None, windows[:, : n + 1]) * n for n in (10, 20)]
    expected = float(whole[1] - whole[0]) / 10
    assert float(compare._second_half(weights, windows)) == pytest.approx(expected, rel=1e-4)


def test_pieces_hold_the_text_and_the_mask_says_where(indices):
    """Cut, shuffled and padded, every piece is a stretch of the text of 100 to 150 characters."""
    text = np.arange(1, 5001)
    x, mask = compare._pieces(text, np.random.default_rng(0))
    lengths = mask.sum(axis=0).astype(int)
    assert set(lengths) <= set(range(100, 151))
    for column, length in zip(x.T, lengths, strict=True):
        assert np.array_equal(column[:length], np.arange(column[0], column[0] + length))
        assert not column[length:].any()
    assert len(np.unique(x[x > 0])) == lengths.sum(), "no stretch twice"


def test_labels_keep_their_distance_and_their_order():
    """Labels of curves that end close together are moved apart, the others stay."""
    places = np.array([3.0, 0.0, 3.1, 9.0, 3.2])
    moved = figures.spread(places, 1.0)
    assert np.diff(np.sort(moved)).min() >= 1 - 1e-9
    assert np.array_equal(np.argsort(moved), np.argsort(places))
    assert moved[1] == 0
    assert moved[3] == 9
    assert moved[[0, 2, 4]].mean() == pytest.approx(3.1)
