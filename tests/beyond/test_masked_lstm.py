"""The masked LSTM: padding, hyperparameters, gradients."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

pytest.importorskip("optax", reason="needs the extra packages: make setup-beyond")

import jax
import jax.numpy as jnp

from beyond import hyperparameters, masked_lstm

TEXT = "the good and the bad are old words. what is new? ask the words themselves; they know: "


@pytest.fixture(scope="module")
def sentences():
    """Some sentences of different lengths, their symbols, and weights large enough to matter."""
    lines = masked_lstm.sentences(TEXT)
    symbols = masked_lstm.vocabulary(lines)
    return lines, symbols, masked_lstm.initialize(len(symbols), masked_lstm.Hyperparameters(sd=0.3, n_hidden=6))


def test_index_dot_is_a_product_with_one_hot_rows():
    """Looking rows up equals multiplying."""
    w = np.random.default_rng(0).normal(size=(5, 3))
    np.testing.assert_allclose(
        masked_lstm.index_dot(jnp.array([4, 0]), jnp.asarray(w)), np.eye(5)[[4, 0]] @ w, rtol=1e-6
    )


def test_sentences_are_one_a_line_and_the_last_tenth_validates():
    """Marks after the stop go with it, what is too long is left out, and the split keeps the order."""
    assert masked_lstm.sentences("He said: 'no.'  We\nwent. " + "x" * 401 + ". Why?") == [
        "he said:",
        "'no.",
        "we went.",
        "why?",
    ]
    lines = [str(n) for n in range(20)]
    assert masked_lstm.split(lines) == (lines[:18], lines[18:])


def test_cost_is_what_a_slow_loop_gives(sentences):
    """Letter by letter with the textbook's gates, summed over sentences, divided by their number."""
    lines, symbols, weights = sentences
    W = {name: np.asarray(w, float) for name, w in weights.items()}

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    total = 0.0
    for line in lines:
        h, c = np.zeros(6), np.zeros(6)
        for now, following in itertools.pairwise(line):
            z = W["W"][symbols.index(now)] + h @ W["recurrent"] + W["b"]
            c = sigmoid(z[6:12]) * c + sigmoid(z[:6]) * np.tanh(z[12:18])
            h = sigmoid(z[18:]) * np.tanh(c)
            logits = h @ W["V"] + W["c"]
            total += np.log(np.exp(logits).sum()) - logits[symbols.index(following)]
    got = float(masked_lstm.cost(weights, *masked_lstm.pad(lines, symbols)))
    assert got == pytest.approx(total / len(lines), rel=1e-5)


def test_validation_counts_every_sentence_once(sentences):
    """A last batch that is smaller than the others weighs less."""
    lines, symbols, weights = sentences
    alone = [float(masked_lstm.cost(weights, *masked_lstm.pad([line], symbols))) for line in lines]
    assert masked_lstm.validation(weights, lines, symbols, batch_size=3) == pytest.approx(np.mean(alone), rel=1e-5)
    assert len(lines) % 3 != 0


def test_hyperparameters_start_the_weights_as_they_say():
    """Sizes, orthogonality and the forget gate's bias; the published setting is small and flat."""
    small = masked_lstm.initialize(30, masked_lstm.PUBLISHED)
    assert float(small["recurrent"].std()) == pytest.approx(0.005, rel=0.05)
    assert float(small["W"].std()) == pytest.approx(0.005, rel=0.05)
    assert not small["b"].any()
    turned = masked_lstm.initialize(30, masked_lstm.Hyperparameters(orthogonal=True, forget_bias=2.0))
    for gate in np.split(np.asarray(turned["recurrent"]), 4, axis=1):
        np.testing.assert_allclose(gate @ gate.T, np.eye(50), atol=1e-5)
    assert np.asarray(turned["b"]).reshape(4, 50).mean(axis=1).tolist() == [0, 2, 0, 0]


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
        return masked_lstm.generate(weights, symbols, "the ", 20, temperature, seed)

    assert len(said(1.0, 1)) == 24
    assert said(1.0, 1) == said(1.0, 1)
    assert said(1.0, 1) != said(1.0, 2)
    assert said(0.0, 1) == said(0.0, 2) == said(1e-4, 1)
    with pytest.raises(ValueError, match="prefix is empty"):
        masked_lstm.generate(weights, symbols, "")


def test_speaking_goes_on_from_the_whole_prefix(sentences):
    """The likeliest next character by `generate` is the one by reading the prefix as a sentence."""
    lines, symbols, _ = sentences
    weights = masked_lstm.initialize(
        len(symbols), masked_lstm.Hyperparameters(sd=2.0, n_hidden=6)
    )  # each letter counts
    for prefix in (lines[0], *(lines[0][n : n + 2] for n in range(8))):
        x, mask = masked_lstm.pad([prefix], symbols, multiple=1)
        h = masked_lstm.hidden_states(weights, jnp.asarray(x), jnp.asarray(mask))[-1]
        following = symbols[int((h @ weights["V"] + weights["c"]).argmax())]
        assert masked_lstm.generate(weights, symbols, prefix, 1, temperature=0.0) == prefix + following


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_every_optimizer_learns(optimizer, sentences):
    """The validation cost falls with each of the three, looked at when it was asked for."""
    lines, symbols, _ = sentences
    setting = masked_lstm.Hyperparameters(optimizer=optimizer, learning_rate=0.02, sd=0.1, batch_size=4)
    seen = [(done, value) for done, _, value in masked_lstm.train(lines * 4, lines, symbols, setting, 20, every=10)]
    assert [done for done, _ in seen] == [10, 20]
    assert (
        seen[1][1]
        < seen[0][1]
        < float(masked_lstm.validation(masked_lstm.initialize(len(symbols), setting), lines, symbols))
    )


def test_the_three_optimizers_step_as_they_say():
    """Two steps along the same gradient: plain, with nine tenths of the last step added, and of one size."""
    steps = {}
    for name in ("sgd", "momentum", "adam"):
        rule = masked_lstm.optimizer(masked_lstm.Hyperparameters(optimizer=name, learning_rate=0.1))
        weights, opt_state, steps[name] = jnp.zeros(1), rule.init(jnp.zeros(1)), []
        for _ in range(2):
            update, opt_state = rule.update(jnp.full(1, 2.0), opt_state, weights)
            steps[name].append(round(float(update[0]), 4))
    assert steps == {"sgd": [-0.2, -0.2], "momentum": [-0.2, -0.38], "adam": [-0.1, -0.1]}


def test_a_setting_gives_its_curve_and_its_texts(monkeypatch):
    """What the notebook shows of a setting: the curve, a text a temperature, a text a prefix."""
    setting = masked_lstm.Hyperparameters(batch_size=4, n_hidden=4)
    result = hyperparameters.curve_and_samples(setting, TEXT * 4, minibatches=40)
    assert [done for done, _ in result["curve"]] == [40]
    assert {t: text[:23] for t, text in result["said"].items()} == dict.fromkeys(
        ("0.0", "0.5", "1.0"), "the meaning of life is "
    )
    assert [text[: len(prefix)] for prefix, text in result["prefixes"].items()] == list(hyperparameters.PREFIXES)


def test_an_unknown_optimizer_is_named():
    """An unknown optimizer gets a sentence."""
    with pytest.raises(ValueError, match="no optimizer 'magic'"):
        masked_lstm.optimizer(masked_lstm.Hyperparameters(optimizer="magic"))
