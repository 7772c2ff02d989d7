"""The poet: data as published, a small model that loads and writes, prompts that get a sentence."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("optax", reason="needs the extra packages: make setup-beyond")

import jax
import jax.numpy as jnp

from beyond import display, shakespeare, train_shakespeare


@pytest.fixture(scope="module")
def poet():
    """The model that ships with the course."""
    return shakespeare.load()


def test_published_number_of_examples(published_data):
    """The sonnets give 31,412 windows, and their arrays are bool."""
    from utils.corpora import load_text

    text = load_text("shakespeare").lower()
    X, Y = shakespeare.build_data(text)
    assert len(X) == len(Y) == 31_412
    assert X[1] + Y[1] == text[3:44]
    symbols = sorted(set(text))
    x, y = shakespeare.vectorization(X[:5], Y[:5], {c: n for n, c in enumerate(symbols)})
    assert x.shape == (5, 40, 38)
    assert y.shape == (5, 38)
    assert x.dtype == y.dtype == bool
    assert (x.sum(axis=2) == 1).all()
    assert "".join(symbols[n] for n in x[4].argmax(axis=1)) == X[4], "each row has its one where its character is"


def test_a_text_without_a_single_window_gets_a_sentence():
    """As many characters as the window is long leave none to follow."""
    with pytest.raises(ValueError, match="more than 40 characters is needed to cut one window; this one has 40"):
        shakespeare.build_data("x" * 40)
    assert shakespeare.build_data("abcdef", Tx=4, stride=1) == (["abcd", "bcde"], ["e", "f"])


def test_shipped_model_is_small_and_its_poem_seeded(poet):
    """At most 5 MB; the same seed writes the same lines, another one others."""
    assert shakespeare.MODEL_FILE.stat().st_size <= 5e6
    assert len(poet[1]) == 38
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
def test_prompts_that_cannot_be_read_get_a_sentence(poet, prompt, sentence, capsys):
    """Empty, overlong and unknown prompts are told apart, before anything is written."""
    with pytest.raises(ValueError, match=sentence):
        shakespeare.generate_output(prompt, model=poet[0], symbols=poet[1])
    assert capsys.readouterr().out == ""


def test_prompt_is_asked_for_and_what_is_drawn_is_written(poet, capsys):
    """Without a prompt the reader is asked; the screen shows the prompt and each character that is drawn."""
    questions = []
    written = shakespeare.generate_output(
        length=5, seed=0, model=poet[0], symbols=poet[1], ask=lambda question: questions.append(question) or "My love"
    )
    assert "fewer than 40 characters" in questions[0]
    assert written == "My love" + "".join(shakespeare.poem(*poet, "my love", 5, seed=0))
    assert capsys.readouterr().out == written + "\n"


def test_a_prompt_stands_at_the_end_of_its_window():
    """The last characters are read last, capitals as small letters, and before them is nothing."""
    x = shakespeare.encode_prompt("Ab", "abc", Tx=4)
    assert x.shape == (1, 4, 3)
    assert x[0].tolist() == [[0, 0, 0], [0, 0, 0], [1, 0, 0], [0, 1, 0]]


def test_the_window_moves_on_with_each_character():
    """What was drawn is read next: the model sees the last four characters each time."""

    class Alphabet:
        """Answers with the symbol after the last one it reads."""

        input_shape = (None, 4, 5)
        seen: list = []  # noqa: RUF012

        def predict_on_batch(self, x):
            self.seen.append(x[0].argmax(axis=1).tolist())
            return np.roll(x[:, -1], 1, axis=1)

    assert "".join(shakespeare.poem(Alphabet(), "abcde", "bc", 4, temperature=0)) == "deab"
    assert Alphabet.seen[-1] == [2, 3, 4, 0]


class Spy:
    """A generator that remembers the probabilities it is asked to draw with."""

    def choice(self, n, p):
        self.p = p
        return n - 1


def test_temperature_sharpens_and_flattens():
    """The probabilities are raised to one over the temperature; 0 takes the likeliest; less than 0 is refused."""
    p, spy = np.array([0.2, 0.5, 0.3]), Spy()
    for temperature in (0.5, 1.0, 2.0):
        assert shakespeare.draw(p, temperature, spy) == 2
        np.testing.assert_allclose(spy.p, p ** (1 / temperature) / (p ** (1 / temperature)).sum(), rtol=1e-12)
    assert shakespeare.draw(p, 0, spy) == 1
    with pytest.raises(ValueError, match="temperature is -1"):
        shakespeare.draw(p, -1, spy)


def test_a_sample_and_a_bar_follow_each_epoch(poet, capsys):
    """The callbacks of the notebook: a bar that reaches its end, then a few lines with the epoch's loss."""
    model, symbols = shakespeare.stacked_lstm(38, n_hidden=4), poet[1]
    x = np.eye(38, dtype=bool)[np.zeros((4, 40), int)]
    callbacks = [shakespeare.ProgressBar(), shakespeare.SampleAfterEpoch(symbols, "my ", length=6)]
    loss = model.fit(x, x[:, 0], batch_size=2, epochs=1, verbose=0, callbacks=callbacks).history["loss"][0]
    shown = capsys.readouterr()
    said = "".join(shakespeare.poem(model, symbols, "my ", 6, temperature=0.7, seed=0))
    assert shown.out == f"after epoch 1, loss {loss:.4f}:\nmy {said}\n\n"
    assert "2/2" in shown.err
    assert f"loss={loss:.4f}" in shown.err


def test_text_is_set_in_columns_of_one_width():
    """Long lines go on indented, short columns are filled up."""
    page = display.side_by_side({"a": "one two three", "b": "four"}, width=8).splitlines()
    assert page == ["a         b", "--------  --------", "one two   four", "  three"]


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras, when it saves
def test_weights_move_into_keras_unchanged(tmp_path, indices):
    """The exported model gives the probabilities that the network it was trained as gives."""
    text, symbols = indices
    weights = train_shakespeare.initialize(len(symbols))
    weights = jax.tree.map(lambda w: w + 0.1, weights)  # with biases of zero a state would stand still without a mask
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


def test_dropout_zeroes_a_share_and_keeps_the_mean():
    """Three in ten are zero, the rest larger by as much; without a key nothing happens."""
    ones = jnp.ones((100, 100))
    dropped = np.asarray(train_shakespeare.dropout(jax.random.key(0), ones))
    assert (dropped == 0).mean() == pytest.approx(0.3, abs=0.02)
    assert dropped.max() == pytest.approx(1 / 0.7)
    assert train_shakespeare.dropout(None, ones) is ones


def test_training_the_poet_is_resumable(tmp_path, indices, monkeypatch, capsys):
    """A run that is stopped and started again ends as one that was not; its best weights are kept."""
    text, n_symbols = indices[0], len(indices[1])
    monkeypatch.setattr(train_shakespeare, "SAVE_EVERY", 1)
    monkeypatch.setattr(train_shakespeare, "BATCH", 4)
    best, straight = train_shakespeare.train(text, n_symbols, 2, tmp_path / "straight.npz")

    def stop(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr("builtins.print", stop)  # it prints when it has saved
        with pytest.raises(KeyboardInterrupt):
            train_shakespeare.train(text, n_symbols, 2, tmp_path / "stopped.npz")
    again, history = train_shakespeare.train(text, n_symbols, 2, tmp_path / "stopped.npz")
    assert capsys.readouterr().out.count("epoch") == 3, "the first epoch is not trained again"
    assert [(e["loss"], e["held_out"]) for e in history] == [(e["loss"], e["held_out"]) for e in straight]
    jax.tree.map(np.testing.assert_array_equal, again, best)
    assert history[1]["held_out"] < history[0]["held_out"]


def test_missing_model_file_is_named_with_its_command(tmp_path):
    """Where the model is gone, the sentence says how to make it."""
    with pytest.raises(FileNotFoundError, match=r"python -m beyond\.train_shakespeare"):
        shakespeare.load(tmp_path / "gone.keras")
