"""Two stacked LSTMs that write sonnets: windows of 40 characters, the Keras model, a poem character by character."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

os.environ.setdefault("KERAS_BACKEND", "jax")  # Keras reads it once, when it is first imported
import keras
from tqdm.auto import tqdm

from beyond import display

TX = 40
N_HIDDEN = 128
MODEL_FILE = Path(__file__).parent / "models" / "shakespeare.keras"
NOTES_FILE = MODEL_FILE.with_suffix(".json")


def build_data(text: str, Tx: int = TX, stride: int = 3) -> tuple[list[str], list[str]]:
    """Cut a text into windows and the character that follows each.

    Parameters
    ----------
    text : str
        The corpus; longer than ``Tx``.
    Tx, stride : int
        Window length, and characters from one window to the next.

    Returns
    -------
    X, Y : list of str
        Windows of ``Tx`` characters, and one character each.

    Raises
    ------
    ValueError
        Where the text is too short for a single window.

    Examples
    --------
    >>> build_data("to be or not", Tx=8, stride=2)
    (['to be or', ' be or n'], [' ', 'o'])
    """
    if len(text) <= Tx:
        raise ValueError(f"a text of more than {Tx} characters is needed to cut one window; this one has {len(text)}")
    starts = range(0, len(text) - Tx, stride)
    return [text[i : i + Tx] for i in starts], [text[i + Tx] for i in starts]


def vectorization(X: list[str], Y: list[str], char_indices: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Turn windows into one-hot arrays, a byte an entry (``bool``); the Sonnets' 31,412 windows take 48 MB.

    Parameters
    ----------
    X, Y : list of str
        What :func:`build_data` returned.
    char_indices : dict
        The index of each character.

    Returns
    -------
    x, y : ndarray of bool
        ``(m, Tx, V)`` and ``(m, V)``.

    Examples
    --------
    >>> x, y = vectorization(["ab", "ba"], ["a", "b"], {"a": 0, "b": 1})
    >>> x.shape, y.astype(int).tolist()
    ((2, 2, 2), [[1, 0], [0, 1]])
    """
    eye = np.eye(len(char_indices), dtype=bool)
    windows = np.array([[char_indices[c] for c in window] for window in X])  # (m, Tx)
    return eye[windows], eye[[char_indices[c] for c in Y]]


def stacked_lstm(n_symbols: int, n_hidden: int = N_HIDDEN, Tx: int = TX) -> keras.Model:
    """Return the untrained network: mask, LSTM, LSTM, softmax.

    A prompt shorter than ``Tx`` is padded on the left with rows of zeros; the mask makes the LSTMs pass over them, so
    that a short prompt is read as what it is.
    """
    model = keras.Sequential(
        [
            keras.Input((Tx, n_symbols)),
            keras.layers.Masking(0.0),
            keras.layers.LSTM(n_hidden, return_sequences=True),
            keras.layers.Dropout(0.3),
            keras.layers.LSTM(n_hidden),
            keras.layers.Dropout(0.3),
            keras.layers.Dense(n_symbols, activation="softmax"),
        ],
        name="shakespeare",
    )
    model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="categorical_crossentropy")
    return model


def load(path: Path = MODEL_FILE) -> tuple[keras.Model, str]:
    """Load the model that ships with the course and the string of its symbols; the corpus is not needed.

    Raises
    ------
    FileNotFoundError
        Where the file is missing, with the command that makes it again.
    """
    notes = path.with_suffix(".json")
    if not path.exists() or not notes.exists():
        raise FileNotFoundError(
            f"{path} or {notes.name} beside it is missing; both ship with the repository, "
            "and `python -m beyond.train_shakespeare` makes them again"
        )
    return keras.models.load_model(path), json.loads(notes.read_text(encoding="utf-8"))["symbols"]


def encode_prompt(prompt: str, symbols: str, Tx: int = TX) -> np.ndarray:
    """Turn a prompt into the model's input.

    Parameters
    ----------
    prompt : str
        1 to ``Tx - 1`` characters; capitals are read as small letters.
    symbols : str
        The model's symbols, in the order of their indices.

    Returns
    -------
    ndarray
        ``(1, Tx, V)`` float32, zero-padded on the left.

    Raises
    ------
    ValueError
        Where the prompt is empty, too long, or has a character that the model never saw.
    """
    prompt = prompt.lower()
    if not prompt:
        raise ValueError("the prompt is empty: give the poem its first words, for example 'shall i compare thee'")
    if len(prompt) >= Tx:
        extra = len(prompt) - Tx + 1
        raise ValueError(f"the prompt has {len(prompt)} characters; the poet reads fewer than {Tx}: leave out {extra}")
    unknown = sorted(set(prompt) - set(symbols))
    if unknown:
        raise ValueError(
            f"the sonnets have no {', '.join(map(repr, unknown))}; the poet knows letters, space and {symbols[2:-26]!r}"
        )
    x = np.zeros((1, Tx, len(symbols)), np.float32)
    for place, character in enumerate(prompt, start=Tx - len(prompt)):
        x[0, place, symbols.index(character)] = 1
    return x


def draw(probabilities: np.ndarray, temperature: float, rng: np.random.Generator) -> int:
    """Draw an index from ``probabilities ** (1 / temperature)``, renormalised; temperature 0 takes the most likely."""
    if temperature < 0:
        raise ValueError(f"the temperature is {temperature}; it is 0 (always the likeliest character) or more")
    if temperature == 0:
        return int(np.argmax(probabilities))
    logits = np.log(np.maximum(probabilities.astype(float), 1e-300)) / temperature
    weights = np.exp(logits - logits.max())
    return int(rng.choice(len(weights), p=weights / weights.sum()))


def poem(
    model: keras.Model, symbols: str, prompt: str, length: int = 400, temperature: float = 1.0, seed: int | None = None
) -> Iterator[str]:
    """Yield the characters that follow a prompt, one at a time; the same ``seed`` gives the same poem."""
    x = encode_prompt(prompt, symbols, model.input_shape[1])
    rng = np.random.default_rng(seed)
    for _ in range(length):
        index = draw(np.asarray(model.predict_on_batch(x))[0], temperature, rng)
        x = np.roll(x, -1, axis=1)  # the window moves on by one character
        x[0, -1] = 0
        x[0, -1, index] = 1
        yield symbols[index]


def generate_output(
    prompt: str | None = None,
    length: int = 400,
    temperature: float = 1.0,
    seed: int | None = None,
    model: keras.Model | None = None,
    symbols: str | None = None,
    ask: Callable[[str], str] = input,
) -> str:
    """Write a poem to the screen, character by character as it is drawn, and return it.

    Parameters
    ----------
    prompt : str, optional
        The first words, fewer than 40 characters; asked for where none is given.
    length, temperature, seed
        As in :func:`poem`.
    model, symbols
        Another model than the shipped one.
    ask : callable
        What asks for the prompt.

    Returns
    -------
    str
        The prompt and what follows it.
    """
    if model is None or symbols is None:
        model, symbols = load()
    if prompt is None:
        prompt = ask("The first words of your poem (fewer than 40 characters): ")
    encode_prompt(prompt, symbols, model.input_shape[1])  # complain before the first character is written
    show, written = display.growing(), [prompt]
    show(prompt)
    for character in poem(model, symbols, prompt, length, temperature, seed):
        show(character)
        written.append(character)
    show("\n")
    return "".join(written)


class ProgressBar(keras.callbacks.Callback):
    """Shows how far an epoch is and its mean loss so far.

    Keras's own bar rubs itself out with backspaces, which a saved notebook keeps, a line a batch.
    """

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Start a bar."""
        self.bar = tqdm(total=self.params["steps"], desc=f"epoch {epoch + 1}", unit="batch")

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Move it on by a batch."""
        self.bar.update(1)
        self.bar.set_postfix(loss=f"{(logs or {}).get('loss', float('nan')):.4f}")

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Leave it as it stands."""
        self.bar.close()


class SampleAfterEpoch(keras.callbacks.Callback):
    """Prints some lines of the poet's after each epoch of training."""

    def __init__(self, symbols: str, prompt: str = "from fairest creatures ", length: int = 120) -> None:
        super().__init__()
        self.symbols, self.prompt, self.length = symbols, prompt, length

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Print the sample, drawn with the epoch's number as its seed."""
        characters = poem(self.model, self.symbols, self.prompt, self.length, temperature=0.7, seed=epoch)
        loss = (logs or {}).get("loss", float("nan"))
        print(f"after epoch {epoch + 1}, loss {loss:.4f}:\n{self.prompt}{''.join(characters)}\n")
