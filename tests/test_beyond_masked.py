"""The masked LSTM: padding that changes nothing, a state that stands still, gradients that are slopes."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("optax", reason="needs the extra packages: make setup-beyond")

import jax
import jax.numpy as jnp

from beyond import masked_lstm

pytestmark = pytest.mark.beyond
TEXT = "the good and the bad are old words. what is new? ask the words themselves; they know: "


@pytest.fixture(scope="module")
def sentences():
    """Some sentences of different lengths, their symbols, and weights large enough to matter."""
    lines = masked_lstm.sentences(TEXT)
    symbols = masked_lstm.vocabulary(lines)
    return lines, symbols, masked_lstm.initialize(len(symbols), masked_lstm.Knobs(sd=0.3, n_hidden=6))


def test_index_dot_is_a_product_with_one_hot_rows():
    """Looking rows up equals multiplying."""
    w = np.random.default_rng(0).normal(size=(5, 3))
    np.testing.assert_allclose(
        masked_lstm.index_dot(jnp.array([4, 0]), jnp.asarray(w)), np.eye(5)[[4, 0]] @ w, rtol=1e-6
    )


def test_padding_changes_nothing(sentences):
    """A padded batch costs what its sentences cost one by one."""
    lines, symbols, weights = sentences
    together = float(masked_lstm.cost(weights, *masked_lstm.pad(lines, symbols))) * len(lines)
    alone = sum(float(masked_lstm.cost(weights, *masked_lstm.pad([line], symbols, multiple=1))) for line in lines)
    assert together == pytest.approx(alone, rel=1e-5)


def test_mask_stops_the_state(sentences):
    """After the last letter of a sentence its state stands still to the last bit."""
    lines, symbols, weights = sentences
    x, mask = masked_lstm.pad(lines, symbols)
    h = np.asarray(masked_lstm.hidden_states(weights, jnp.asarray(x), jnp.asarray(mask)))
    for n, line in enumerate(lines):
        assert (h[len(line) :, n] == h[len(line) - 1, n]).all()
        assert (h[1 : len(line), n] != h[: len(line) - 1, n]).any()


def test_gradients_agree_with_finite_differences(sentences):
    """Every weight array's gradient is the slope of the cost along a random direction."""
    lines, symbols, weights = sentences
    with jax.enable_x64(True):
        weights = jax.tree.map(lambda w: jnp.asarray(np.asarray(w), jnp.float64), weights)
        x, mask = masked_lstm.pad(lines, symbols, multiple=1)
        x, mask = jnp.asarray(x), jnp.asarray(mask, jnp.float64)
        gradients = jax.grad(masked_lstm.cost)(weights, x, mask)
        rng = np.random.default_rng(0)
        for name, w in weights.items():
            direction = jnp.asarray(rng.normal(size=w.shape))
            step = 1e-6
            up = masked_lstm.cost({**weights, name: w + step * direction}, x, mask)
            down = masked_lstm.cost({**weights, name: w - step * direction}, x, mask)
            assert float((up - down) / (2 * step)) == pytest.approx(
                float((gradients[name] * direction).sum()), rel=1e-6
            ), name


def test_unknown_symbols_become_the_unknown_symbol(sentences):
    """What training never saw is read as ~."""
    _, symbols, _ = sentences
    assert masked_lstm.encode("Ж", symbols) == [len(symbols) - 1]
    assert symbols[-1] == "~"


def test_speaking_is_seeded_and_deterministic_at_zero(sentences):
    """The same seed says the same; at temperature 0 the seed does not matter."""
    _, symbols, weights = sentences

    def said(temperature, seed):
        return masked_lstm.speak(weights, symbols, "the ", 20, temperature, seed)

    assert said(1.0, 1) == said(1.0, 1)
    assert said(1.0, 1) != said(1.0, 2)
    assert said(0.0, 1) == said(0.0, 2)
    with pytest.raises(ValueError, match="prefix is empty"):
        masked_lstm.speak(weights, symbols, "")


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_every_optimizer_learns(optimizer, sentences):
    """The validation cost falls with each of the three."""
    lines, symbols, _ = sentences
    setting = masked_lstm.Knobs(optimizer=optimizer, learning_rate=0.02, sd=0.1, batch_size=4)
    values = [value for _, _, value in masked_lstm.train(lines * 4, lines, symbols, setting, 40, every=10)]
    assert values[-1] < values[0]


def test_an_unknown_optimizer_is_named():
    """A knob turned too far gets a sentence."""
    with pytest.raises(ValueError, match="no optimizer 'magic'"):
        masked_lstm.optimizer(masked_lstm.Knobs(optimizer="magic"))
