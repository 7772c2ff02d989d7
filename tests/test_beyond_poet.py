"""The poet: data as published, a small model that loads and writes, prompts that get a sentence."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("optax", reason="needs the extra packages: make setup-beyond")

import jax.numpy as jnp

from beyond import shakespeare, train_shakespeare

pytestmark = pytest.mark.beyond


@pytest.fixture(scope="module")
def poet():
    """The model that ships with the course."""
    return shakespeare.load()


def test_published_number_of_examples(published_data):
    """The sonnets give 31,412 windows, and their arrays are bool."""
    from utils.corpora import load_text

    X, Y = shakespeare.build_data(load_text("shakespeare").lower())
    assert len(X) == len(Y) == 31_412
    x, y = shakespeare.vectorization(X[:5], Y[:5], {c: n for n, c in enumerate(sorted(set("".join(X))))})
    assert x.shape == (5, 40, 38)
    assert y.shape == (5, 38)
    assert x.dtype == bool
    assert (x.sum(axis=2) == 1).all()


def test_shipped_model_is_small_and_its_poem_seeded(poet):
    """At most 5 MB; the same seed writes the same lines, another one others."""
    assert shakespeare.MODEL_FILE.stat().st_size < 5e6
    first = "".join(shakespeare.poem(*poet, "my love ", 30, seed=1))
    assert first == "".join(shakespeare.poem(*poet, "my love ", 30, seed=1))
    assert first != "".join(shakespeare.poem(*poet, "my love ", 30, seed=2))


def test_shipped_model_knows_english_better_than_chance(poet):
    """After 'shall i compare thee to th' an e is likelier than anything else."""
    model, symbols = poet
    p = np.asarray(model.predict_on_batch(shakespeare.encode_prompt("shall i compare thee to th", symbols)))[0]
    assert symbols[int(p.argmax())] == "e"


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("", "prompt is empty"),
        ("x" * 40, "40 characters; the poet reads fewer than 40"),
        ("50 ways", "sonnets have no '0', '5'"),
    ],
)
def test_prompts_that_cannot_be_read_get_a_sentence(poet, prompt, sentence):
    """Empty, overlong and unknown prompts are told apart, before anything is written."""
    with pytest.raises(ValueError, match=sentence):
        shakespeare.generate_output(prompt, model=poet[0], symbols=poet[1])


def test_prompt_is_asked_for_and_capitals_are_read(poet, capsys):
    """Without a prompt the reader is asked; what is drawn is streamed to the screen."""
    written = shakespeare.generate_output(
        length=5, seed=0, model=poet[0], symbols=poet[1], ask=lambda question: "My love"
    )
    assert written.startswith("My love")
    assert capsys.readouterr().out == written + "\n"


def test_temperature_zero_takes_the_likeliest():
    """And a negative one is refused."""
    p = np.array([0.2, 0.5, 0.3])
    assert shakespeare.draw(p, 0, np.random.default_rng(0)) == 1
    with pytest.raises(ValueError, match="temperature is -1"):
        shakespeare.draw(p, -1, np.random.default_rng(0))


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras, when it saves
def test_weights_move_into_keras_unchanged(tmp_path, indices):
    """The exported model gives the probabilities that the network it was trained as gives."""
    text, symbols = indices
    weights = train_shakespeare.initialize(len(symbols))
    path = tmp_path / "poet.keras"
    history = [{"loss": 1.0, "held_out": 1.0, "cpu_seconds": 1.0}]
    train_shakespeare.export(weights, symbols, history, path)
    model, known = shakespeare.load(path)
    assert known == symbols
    window = text[:41]
    expected = float(train_shakespeare.loss(weights, None, jnp.asarray(window[None])))
    losses = []
    for n in range(1, 41):  # every prefix of the window as a prompt, zero-padded on the left
        x = np.zeros((1, 40, len(symbols)), np.float32)
        x[0, np.arange(40 - n, 40), window[:n]] = 1
        losses.append(-np.log(np.asarray(model.predict_on_batch(x))[0, window[n]]))
    assert np.mean(losses) == pytest.approx(expected, rel=1e-4)


def test_training_the_poet_is_resumable(tmp_path, indices):
    """A run in two parts gives the history of one run with the same end."""
    text = np.tile(indices[0], 3)
    path = tmp_path / "poet.npz"
    train_shakespeare.train(text, len(indices[1]), 1, path)
    _, history = train_shakespeare.train(text, len(indices[1]), 2, path)
    assert len(history) == 2
    assert history[1]["loss"] < history[0]["loss"]


def test_missing_model_file_is_named_with_its_command(tmp_path):
    """Where the model is gone, the sentence says how to make it."""
    with pytest.raises(FileNotFoundError, match=r"python -m beyond\.train_shakespeare"):
        shakespeare.load(tmp_path / "gone.keras")
