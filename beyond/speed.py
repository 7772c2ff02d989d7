"""Seconds an epoch of the Nietzsche series, ours beside stock Keras in one run: ``python -m beyond.speed``.

Both train the same model on the same batches, in turns, several rounds; the fastest round counts, scaled to an epoch.
Stock Keras is the model as its documentation would have it, ``fit`` on the JAX backend. Its ``stateful=True`` does
nothing there, so its stateful models do the same arithmetic without carrying the state.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")  # Keras reads it once, when it is first imported
import keras
import numpy as np

from beyond import nietzsche, training
from beyond.nietzsche import MODELS, N_FACTORS, Model

RESULTS = Path(__file__).parent / "histories" / "speed.json"


def stock(model: Model, n_symbols: int) -> keras.Model:
    """Return a model of the series as plain Keras layers, compiled."""
    layers = keras.layers
    inputs = keras.Input((model.n_chars,), batch_size=model.batch)
    x = layers.Embedding(n_symbols, N_FACTORS)(inputs)
    if model.cell == "loop":
        c = layers.Dense(model.n_hidden, activation="relu")(x)
        hidden = layers.Dense(model.n_hidden, activation="tanh")
        h = hidden(c[:, 0])
        for place in range(1, model.n_chars):
            h = hidden(layers.add([h, c[:, place]]))
    else:
        kind = layers.LSTM if model.cell == "lstm" else layers.SimpleRNN
        h = kind(model.n_hidden, return_sequences=model.stateful)(x)
    network = keras.Model(inputs, layers.Dense(n_symbols, activation="softmax")(h))
    network.compile(optimizer=keras.optimizers.Adam(model.rates[0]), loss="sparse_categorical_crossentropy")
    return network


def race(model: Model, indices: np.ndarray, n_symbols: int, n_batches: int = 51, rounds: int = 3) -> dict[str, float]:
    """Train both on the same ``n_batches`` batches in turns and return their seconds an epoch.

    Returns
    -------
    dict
        ``ours``, ``keras`` (wall seconds an epoch), ``ours_cpu``, ``keras_cpu``, and ``times_faster``, their ratio.
    """
    inputs, targets = nietzsche.batches(model, indices, seed=0)
    scale = len(inputs) / n_batches
    inputs, targets = inputs[:n_batches], targets[:n_batches]
    weights = nietzsche.initialize(model, n_symbols)
    optimizer = training.adam(model.rates[0])
    opt_state, steps = optimizer.init(weights), training.stepper(nietzsche.loss(model), optimizer)
    network = stock(model, n_symbols)
    flat = inputs.reshape(-1, model.n_chars), targets.reshape(len(inputs) * model.batch, *targets.shape[2:])
    times: dict[str, list[tuple[float, float]]] = {"ours": [], "keras": []}
    for _ in range(rounds + 1):
        with training.Stopwatch() as watch:
            for now in training.epoch(
                steps, weights, opt_state, nietzsche.blank_state(model, model.batch), (inputs, targets)
            ):
                weights, opt_state = now.weights, now.opt_state
        times["ours"].append((watch.wall, watch.cpu))
        with training.Stopwatch() as watch:
            network.fit(*flat, batch_size=model.batch, epochs=1, shuffle=False, verbose=0)
        times["keras"].append((watch.wall, watch.cpu))
    best = {name: np.min(rounds[1:], axis=0) * scale for name, rounds in times.items()}  # the first round compiles
    return {
        "ours": round(float(best["ours"][0]), 2),
        "keras": round(float(best["keras"][0]), 2),
        "ours_cpu": round(float(best["ours"][1]), 2),
        "keras_cpu": round(float(best["keras"][1]), 2),
        "times_faster": round(float(best["keras"][1] / best["ours"][1]), 2),
    }


def main() -> None:
    """Race all five and write the table, whole or not at all."""
    from beyond.text import nietzsche_indices

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=51)
    n_batches = parser.parse_args().batches
    indices, symbols = nietzsche_indices()
    table = {}
    for name, model in MODELS.items():
        table[name] = race(model, indices, len(symbols), n_batches)
        print(name, table[name], flush=True)
    training.write_json(RESULTS, table)


if __name__ == "__main__":
    main()
