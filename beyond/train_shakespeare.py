"""Trains the poet that ships with the course: ``python -m beyond.train_shakespeare`` (resumable).

The published model learns to predict the one character after 40. A window holds 40 such lessons, so here the same two
LSTMs learn from every position of a window at once, which also teaches them to start from a short prompt. The weights
then move into the Keras model of :mod:`beyond.shakespeare`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array

from beyond import layers, shakespeare, training

CHECKPOINT = Path("build/shakespeare.npz")
BATCH = 64
DROPOUT = 0.3
HELD_OUT = 0.05
SAVE_EVERY = 10  # epochs from one checkpoint to the next


def initialize(n_symbols: int, n_hidden: int = shakespeare.N_HIDDEN, seed: int = 0) -> dict[str, Any]:
    """Draw the weights of two stacked LSTMs and a dense layer."""
    keys = jax.random.split(jax.random.key(seed), 3)
    return {
        "first": layers.recurrent(keys[0], n_symbols, n_hidden, gates=4),
        "second": layers.recurrent(keys[1], n_hidden, n_hidden, gates=4),
        "output": layers.dense(keys[2], n_hidden, n_symbols),
    }


def scan(weights: layers.Weights, drive: Array) -> Array:
    """Run an LSTM over ``drive`` ``(T, B, 4 H)`` from a state of zeros and return every ``h``, ``(T, B, H)``."""
    zeros = jnp.zeros((drive.shape[1], drive.shape[2] // 4))

    def step(state, drive):
        state = layers.lstm_step(weights, state, drive)
        return state, state[0]

    return jax.lax.scan(step, (zeros, zeros), drive)[1]


def dropout(key: Array | None, x: Array) -> Array:
    """Zero a share ``DROPOUT`` of ``x`` and scale the rest up (Srivastava et al. 2014); nothing without a key."""
    if key is None:
        return x
    return jnp.where(jax.random.bernoulli(key, 1 - DROPOUT, x.shape), x / (1 - DROPOUT), 0.0)


def loss(weights: dict[str, Any], key: Array | None, symbols: Array) -> Array:
    """Return the mean cross-entropy in nats over all positions of windows ``(B, T + 1)``."""
    keys = (None, None) if key is None else jax.random.split(key)
    inputs, targets = symbols[:, :-1].T, symbols[:, 1:].T  # (T, B)
    first, second, output = weights["first"], weights["second"], weights["output"]
    h = scan(first, (first["kernel"] + first["bias"])[inputs])
    h = scan(second, dropout(keys[0], h) @ second["kernel"] + second["bias"])
    return layers.cross_entropy(dropout(keys[1], h) @ output["kernel"] + output["bias"], targets).mean()


def windows(indices: np.ndarray, offset: int, rng: np.random.Generator) -> np.ndarray:
    """Cut a text into shuffled batches of windows ``(batches, B, Tx + 1)``, from ``offset`` on."""
    count = (len(indices) - offset - 1) // shakespeare.TX
    starts = offset + shakespeare.TX * rng.permutation(count)
    starts = starts[: len(starts) // BATCH * BATCH].reshape(-1, BATCH)
    return indices[starts[..., None] + np.arange(shakespeare.TX + 1)]


def train(
    indices: np.ndarray, n_symbols: int, epochs: int, path: Path = CHECKPOINT
) -> tuple[dict[str, Any], list[dict]]:
    """Train for ``epochs`` in all, from the checkpoint at ``path`` if there is one; return weights and history.

    The weights are those with the lowest loss on the last ``HELD_OUT`` of the text, which is never trained on.
    """
    split = int(len(indices) * (1 - HELD_OUT))
    weights = initialize(n_symbols)
    optimizer = optax.adam(optax.cosine_decay_schedule(2e-3, epochs * (split // shakespeare.TX // BATCH), alpha=0.05))
    opt_state, best = optimizer.init(weights), weights
    history: list[dict] = []
    if path.exists():
        (weights, opt_state, best), history = training.load(path, (weights, opt_state, best))
    held_out = jnp.asarray(windows(indices[split:], 0, np.random.default_rng(0)).reshape(-1, shakespeare.TX + 1))

    @jax.jit
    def steps(weights, opt_state, key, batches):
        def step(carry, batch):
            weights, opt_state, key = carry
            key, now = jax.random.split(key)
            value, gradients = jax.value_and_grad(loss)(weights, now, batch)
            updates, opt_state = optimizer.update(gradients, opt_state, weights)
            return (optax.apply_updates(weights, updates), opt_state, key), value

        (weights, opt_state, _), losses = jax.lax.scan(step, (weights, opt_state, key), batches)
        return weights, opt_state, losses.mean()

    score = jax.jit(lambda weights: loss(weights, None, held_out))
    for number in range(len(history), epochs):
        rng = np.random.default_rng(number)
        with training.Stopwatch() as watch:
            data = jnp.asarray(windows(indices[:split], int(rng.integers(shakespeare.TX)), rng))
            weights, opt_state, value = steps(weights, opt_state, jax.random.key(number), data)
            held = float(score(weights))
        if held <= min((entry["held_out"] for entry in history), default=held):
            best = weights
        history.append({"loss": float(value), "held_out": held, "seconds": watch.wall, "cpu_seconds": watch.cpu})
        if (number + 1) % SAVE_EVERY == 0 or number == epochs - 1:
            training.save(path, (weights, opt_state, best), history)
            print(f"epoch {number + 1}: loss {value:.4f}, held out {held:.4f} nats a character", flush=True)
    return best, history


def export(weights: dict[str, Any], symbols: str, history: list[dict], path: Path = shakespeare.MODEL_FILE) -> None:
    """Move trained weights into the Keras model and write it, with a note of how it was made."""
    model = shakespeare.stacked_lstm(len(symbols))
    parts = [weights[name][part] for name in ("first", "second") for part in ("kernel", "recurrent", "bias")]
    model.optimizer.build(model.trainable_variables)  # so that training goes on where it is loaded
    model.set_weights([np.asarray(w) for w in [*parts, weights["output"]["kernel"], weights["output"]["bias"]]])
    path.parent.mkdir(parents=True, exist_ok=True)
    model.save(path)
    chosen = min(history, key=lambda entry: entry["held_out"])
    notes = {
        "symbols": symbols,
        "command": f"python -m beyond.train_shakespeare --epochs {len(history)}",
        "epochs": len(history),
        "best_epoch": history.index(chosen) + 1,
        "loss": round(chosen["loss"], 4),
        "held_out_loss": round(chosen["held_out"], 4),
        "cpu_minutes": round(sum(entry["cpu_seconds"] for entry in history) / 60, 1),
    }
    path.with_suffix(".json").write_text(json.dumps(notes, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """Train, resumably, and write the model file."""
    from utils.corpora import load_text

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=120)
    arguments = parser.parse_args()
    text = load_text("shakespeare").lower()
    symbols = "".join(sorted(set(text)))
    indices = np.array([symbols.index(c) for c in text], np.int32)
    best, history = train(indices, len(symbols), arguments.epochs)
    export(best, symbols, history)
    print(f"wrote {shakespeare.MODEL_FILE}: {shakespeare.MODEL_FILE.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
