"""An LSTM that reads sentences of different lengths at once: padding, a mask, and its hyperparameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array

from beyond import layers

UNKNOWN = "~"
MAX_SENTENCE_CHARS = 400
HELD_OUT = 0.1
Weights = dict[str, Array]


@dataclass(frozen=True)
class Hyperparameters:
    """The hyperparameters, by default as published.

    Attributes
    ----------
    optimizer : str
        ``"sgd"``, ``"momentum"`` or ``"adam"``.
    learning_rate : float
    orthogonal : bool
        Whether the four recurrent matrices start orthogonal instead of small.
    sd : float
        Standard deviation of the weights at the start.
    forget_bias : float
        Where the forget gate's bias starts.
    n_hidden, batch_size, seed : int
    """

    optimizer: str = "sgd"
    learning_rate: float = 0.1
    orthogonal: bool = False
    sd: float = 0.005
    forget_bias: float = 0.0
    n_hidden: int = 50
    batch_size: int = 100
    seed: int = 12345


PUBLISHED = Hyperparameters()


def sentences(text: str, longest: int = MAX_SENTENCE_CHARS) -> list[str]:
    """Cut a text into sentences, one a line: lowercased, white space made single, none longer than ``longest``.

    A sentence ends with ``.``, ``?``, ``!``, ``;`` or ``:`` (and a closing mark or bracket) before white space.
    Longer ones are left out rather than cut, so that every sentence has its own beginning and end.

    Examples
    --------
    >>> sentences("What then? Is there not\\nground for it! Yes.")
    ['what then?', 'is there not ground for it!', 'yes.']
    """
    flat = re.sub(r"\s+", " ", text.lower()).strip()
    return [part for part in re.split(r"(?<=[.?!;:])[\"')\]]*\s+", flat) if 1 < len(part) <= longest]


def split(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the sentences to train on and, the last tenth of the text, those to validate with."""
    border = int(len(lines) * (1 - HELD_OUT))
    return list(lines[:border]), list(lines[border:])


def vocabulary(lines: Sequence[str]) -> str:
    """Return the symbols of some sentences, sorted, with the unknown symbol ``~`` last."""
    return "".join(sorted(set("".join(lines)) - {UNKNOWN})) + UNKNOWN


def encode(line: str, symbols: str) -> list[int]:
    """Return a sentence's indices; a character that is not in ``symbols`` becomes ``~``.

    Examples
    --------
    >>> encode("abz", "abc~")
    [0, 1, 3]
    """
    return [symbols.index(c) if c in symbols else symbols.index(UNKNOWN) for c in line]


def pad(lines: Sequence[str], symbols: str, multiple: int = 50) -> tuple[np.ndarray, np.ndarray]:
    """Make one array of sentences of different lengths, and the mask that says where they are.

    Parameters
    ----------
    lines : sequence of str
    symbols : str
    multiple : int
        Lengths are rounded up to a multiple of this, so that few different shapes have to be compiled.

    Returns
    -------
    x : ndarray of int
        ``(T, B)``, zero where a sentence is over.
    mask : ndarray of float32
        ``(T, B)``, 1 where there is a character and 0 where there is none.
    """
    rows = [encode(line, symbols) for line in lines]
    length = -(-max(map(len, rows)) // multiple) * multiple
    x = np.zeros((length, len(rows)), np.int32)
    mask = np.zeros((length, len(rows)), np.float32)
    for column, row in enumerate(rows):
        x[: len(row), column] = row
        mask[: len(row), column] = 1
    return x, mask


def initialize(n_symbols: int, setting: Hyperparameters) -> Weights:
    """Draw ``W`` ``(V, 4 H)``, ``recurrent`` ``(H, 4 H)``, ``b`` ``(4 H,)``, ``V`` ``(H, V)`` and ``c`` ``(V,)``.

    The gates stand side by side in the order input, forget, candidate, output.
    """
    H = setting.n_hidden
    keys = jax.random.split(jax.random.key(setting.seed), 7)
    small = [jax.random.normal(keys[n], (H, H)) * setting.sd for n in range(4)]
    recurrent = [layers.orthogonal(keys[n], H, H) for n in range(4)] if setting.orthogonal else small
    return {
        "W": jax.random.normal(keys[4], (n_symbols, 4 * H)) * setting.sd,
        "recurrent": jnp.concatenate(recurrent, axis=1),
        "b": jnp.zeros(4 * H).at[H : 2 * H].set(setting.forget_bias),
        "V": jax.random.normal(keys[5], (H, n_symbols)) * setting.sd,
        "c": jnp.zeros(n_symbols),
    }


def index_dot(indices: Array, w: Array) -> Array:
    """Multiply one-hot rows with ``w`` without ever making them: the product is a row lookup.

    Examples
    --------
    >>> index_dot(jnp.array([1, 0]), jnp.array([[1., 2.], [3., 4.]])).tolist()
    [[3.0, 4.0], [1.0, 2.0]]
    """
    return w[indices]


def masked_step(weights: Weights, state: tuple[Array, Array], symbol: Array, mask: Array) -> tuple[Array, Array]:
    """Read one character of every sentence; where the mask is 0 the state stays as it was.

    Parameters
    ----------
    weights : dict
    state : tuple of Array
        ``h`` and ``c``, each ``(B, H)``.
    symbol, mask : Array
        ``(B,)``.
    """
    h, c = layers.lstm_step(weights, state, index_dot(symbol, weights["W"]) + weights["b"])
    keep = mask[:, None]  # (B, 1)
    return keep * h + (1 - keep) * state[0], keep * c + (1 - keep) * state[1]


def hidden_states(weights: Weights, x: Array, mask: Array) -> Array:
    """Return ``h`` after every character, ``(T, B, H)``, for sentences ``x`` and their mask, both ``(T, B)``."""
    zeros = jnp.zeros((x.shape[1], weights["V"].shape[0]))

    def step(state, now):
        state = masked_step(weights, state, *now)
        return state, state[0]

    return jax.lax.scan(step, (zeros, zeros), (x, mask))[1]


def cost(weights: Weights, x: Array, mask: Array) -> Array:
    """Return the cross-entropy a sentence in nats: summed over the characters that exist, divided by the batch size.

    The first character of a sentence is given, each later one is predicted from those before it.
    """
    logits = hidden_states(weights, x[:-1], mask[:-1]) @ weights["V"] + weights["c"]  # (T - 1, B, V)
    return (layers.cross_entropy(logits, x[1:]) * mask[1:]).sum() / x.shape[1]


def optimizer(setting: Hyperparameters) -> optax.GradientTransformation:
    """Return the optimizer that a setting names.

    Raises
    ------
    ValueError
        Where the name is none of the three.
    """
    kinds = {
        "sgd": lambda rate: optax.sgd(rate),
        "momentum": lambda rate: optax.sgd(rate, momentum=0.9),
        "adam": lambda rate: optax.adam(rate),
    }
    if setting.optimizer not in kinds:
        raise ValueError(f"there is no optimizer {setting.optimizer!r} here; there are {', '.join(kinds)}")
    return kinds[setting.optimizer](setting.learning_rate)


def validation(weights: Weights, lines: Sequence[str], symbols: str, batch_size: int = 100) -> float:
    """Return the cross-entropy a sentence in nats over all validation sentences."""
    total = 0.0
    for start in range(0, len(lines), batch_size):
        batch = lines[start : start + batch_size]
        total += float(_cost(weights, *pad(batch, symbols))) * len(batch)
    return total / len(lines)


_cost = jax.jit(cost)


def train(
    lines: Sequence[str],
    held_out: Sequence[str],
    symbols: str,
    setting: Hyperparameters = PUBLISHED,
    minibatches: int = 400,
    every: int = 40,
) -> Iterator[tuple[int, Weights, float]]:
    """Train on padded minibatches, shuffled anew each epoch, and look at the validation sentences now and then.

    Yields
    ------
    tuple
        ``(minibatches so far, weights, validation cross-entropy a sentence)`` every ``every`` minibatches.
    """
    weights, rule = initialize(len(symbols), setting), optimizer(setting)
    opt_state = rule.init(weights)

    @jax.jit
    def update(weights, opt_state, x, mask):
        gradients = jax.grad(cost)(weights, x, mask)
        updates, opt_state = rule.update(gradients, opt_state, weights)
        return optax.apply_updates(weights, updates), opt_state

    rng = np.random.default_rng(setting.seed)
    done = 0
    while done < minibatches:
        order = rng.permutation(len(lines))
        for start in range(0, len(order) - setting.batch_size + 1, setting.batch_size):
            batch = [lines[n] for n in order[start : start + setting.batch_size]]
            weights, opt_state = update(weights, opt_state, *pad(batch, symbols))
            done += 1
            if done % every == 0:
                yield done, weights, validation(weights, held_out, symbols)
            if done == minibatches:
                return


def generate(
    weights: Weights,
    symbols: str,
    prefix: str = "the meaning of life is ",
    n_steps: int = 450,
    temperature: float = 1.0,
    seed: int = 0,
) -> str:
    """Generate text that continues a prefix.

    Parameters
    ----------
    weights, symbols
    prefix : str
        At least one character; unknown ones are read as ``~``.
    n_steps : int
        Characters to write.
    temperature : float
        0 takes the likeliest character each time; 1 draws as the network says.
    seed : int

    Returns
    -------
    str
        The prefix and ``n_steps`` characters more.
    """
    if not prefix:
        raise ValueError("the prefix is empty; the network needs at least one character to start from")
    if temperature < 0:
        raise ValueError(f"the temperature is {temperature}; it is 0 (always the likeliest character) or more")
    read = jnp.asarray(encode(prefix, symbols))
    written = _write(weights, read, n_steps, float(temperature), jax.random.key(seed))
    return prefix + "".join(symbols[n] for n in np.asarray(written).tolist())


def _write(weights: Weights, read: Array, n_steps: int, temperature: float, key: Any) -> Array:
    """Return the indices that follow the indices ``read``."""
    zeros = jnp.zeros((1, weights["V"].shape[0]))
    state, one = (zeros, zeros), jnp.ones(1)
    for symbol in read:
        state = masked_step(weights, state, symbol[None], one)

    def step(carry, key):
        state = carry
        logits = (state[0] @ weights["V"] + weights["c"])[0]  # (V,)
        symbol = jnp.argmax(logits) if temperature == 0 else jax.random.categorical(key, logits / temperature)
        return masked_step(weights, state, symbol[None], one), symbol

    return jax.lax.scan(step, state, jax.random.split(key, n_steps))[1]
