"""Trains the whole Nietzsche series by the published schedule: ``python -m beyond.train_nietzsche`` (resumable).

Writes ``histories/nietzsche.json``: for each model its parameters, the loss after each epoch, the seconds it took and
what the trained model greedily writes after "for thos". The notebook shows these beside the published figures.

``python -m beyond.train_nietzsche --draws 4`` instead trains the LSTM for its first epoch alone, from four draws of the
first weights, and writes ``histories/draws.json``: how far one first epoch may lie from another.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from beyond import nietzsche, training
from beyond.nietzsche import MODELS, Model

RESULTS = Path(__file__).parent / "histories" / "nietzsche.json"
DRAWS = RESULTS.with_name("draws.json")
CHECKPOINTS = Path("build/nietzsche")
PROMPT = "for thos"


def _numbered(*losses: float) -> dict[int, float]:
    """Return losses by epoch, from 1 on."""
    return dict(enumerate(losses, start=1))


# The losses that the original document prints, by epoch.
PUBLISHED: dict[str, dict[int, float]] = {
    "Char3Model": _numbered(2.4007, 2.0852, 1.9470),
    "CharLoopModel": _numbered(2.1838, 1.7245, 1.5888, 1.5200, 1.4781),
    "CharRnn": _numbered(2.2863, 1.8356, 1.6601, 1.5672, 1.5102, 1.4350, 1.4233, 1.4175),
    "CharStatefulRnn": _numbered(
        2.2509, 1.8441, 1.6865, 1.6052, 1.5540, 1.5186, 1.4922, 1.4714, 1.4280, 1.4191, 1.4154
    ),
    "CharStatefulLSTM": _numbered(
        *(2.1748, 1.6091, 1.4487, 1.3695, 1.3181, 1.2797, 1.2500, 1.2254, 1.2052, 1.1886),
        *(1.1754, 1.1649, 1.1563, 1.1499, 1.1447, 1.1404, 1.1371, 1.1334, 1.1328, 1.1314),
        *(1.1015, 1.0755, 1.0633, 1.0552, 1.0489, 1.0434, 1.0392, 1.0354, 1.0323, 1.0293),
        *(1.0264, 1.0246, 1.0224, 1.0203, 1.0183, 1.0162, 1.0150, 1.0134, 1.0125, 1.0108),
    ),
}


# Seconds an epoch on the GPU of that document, the fastest where it prints several.
PUBLISHED_SECONDS = {
    "Char3Model": 2,
    "CharLoopModel": 8,
    "CharRnn": 10,
    "CharStatefulRnn": 19,
    "CharStatefulLSTM": 28,
}


def continue_greedily(model: Model, weights: dict[str, Any], symbols: str, prompt: str = PROMPT, n: int = 40) -> str:
    """Let a trained model go on from a prompt, always with the likeliest character.

    Parameters
    ----------
    model, weights
        A model and its trained weights.
    symbols : str
        The characters in the order of their indices.
    prompt : str
        At least ``model.n_chars`` characters, all among ``symbols``.
    n : int
        Characters to write.

    Returns
    -------
    str
        The prompt and ``n`` characters more. A model without a state reads its last ``n_chars`` characters each time, a
        stateful one reads the prompt once and then goes on from its own state.

    Raises
    ------
    ValueError
        Where the prompt is too short or has a character that the model does not know.
    """
    unknown = sorted(set(prompt) - set(symbols))
    if unknown or len(prompt) < model.n_chars:
        wanted = f"{model.name} goes on from {model.n_chars} characters or more that it knows"
        raise ValueError(f"{wanted}; {prompt!r} has {len(prompt)}, unknown among them: {unknown or 'none'}")
    step = jax.jit(lambda weights, state, window: _likeliest(model, weights, state, window))
    indices = [symbols.index(character) for character in prompt]
    state = nietzsche.blank_state(model, 1)
    window = indices if model.stateful else indices[-model.n_chars :]
    for _ in range(n):
        index, after = step(weights, state, jnp.asarray([window]))
        indices.append(int(index))
        if model.stateful:
            state, window = after, indices[-1:]
        else:
            window = indices[-model.n_chars :]
    return "".join(symbols[index] for index in indices)


def _likeliest(model: Model, weights: dict[str, Any], state: Any, window: jax.Array) -> tuple[jax.Array, Any]:
    """Return the likeliest character after a window ``(1, T)``, and the state after it."""
    logits, after = nietzsche.forward(model, weights, state, window)
    return jnp.argmax(logits[-1, 0]), after


def record(model: Model, weights: dict[str, Any], history: list[dict], symbols: str) -> dict[str, Any]:
    """Return what the notebook shows of a trained model, as data."""
    return {
        "parameters": sum(leaf.size for leaf in jax.tree.leaves(weights)),
        "losses": [round(epoch["loss"], 4) for epoch in history],
        "seconds": [round(epoch["seconds"], 1) for epoch in history],
        "cpu_seconds": [round(epoch["cpu_seconds"], 1) for epoch in history],
        "sample": continue_greedily(model, weights, symbols),
    }


def run(names: list[str], indices: np.ndarray, symbols: str, folder: Path = CHECKPOINTS) -> dict[str, Any]:
    """Train the named models to the end and return their records, a line printed after each epoch."""
    records = {}
    for name in names:
        model, epochs = MODELS[name], 0
        for now in nietzsche.train(model, indices, len(symbols), folder=folder):
            if now.done == 1.0 and len(now.history) > epochs:
                epochs = len(now.history)
                print(f"{name} epoch {epochs} of {len(model.rates)}: loss {now.history[-1]['loss']:.4f}", flush=True)
        records[name] = record(model, now.weights, now.history, symbols)
    return records


def first_epochs(model: Model, indices: np.ndarray, n_symbols: int, draws: int) -> list[float]:
    """Return the loss of the first epoch from each of some draws of the first weights, seeds 0, 1, 2 and so on."""
    losses = []
    for seed in range(draws):
        *_, last = nietzsche.train(model, indices, n_symbols, epochs=1, seed=seed)
        losses.append(round(last.history[0]["loss"], 4))
        print(f"{model.name}, first weights drawn with seed {seed}: {losses[-1]:.4f} after one epoch", flush=True)
    return losses


def main() -> None:
    """Train, and add to the results file."""
    from beyond.text import nietzsche_indices

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", help="all five by default")
    parser.add_argument("--draws", type=int, help="only the LSTM's first epoch, from so many draws of its weights")
    arguments = parser.parse_args()
    indices, symbols = nietzsche_indices()
    if arguments.draws:
        name = "CharStatefulLSTM"
        training.write_json(DRAWS, {name: first_epochs(MODELS[name], indices, len(symbols), arguments.draws)})
        return
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    training.write_json(RESULTS, results | run(arguments.models or list(MODELS), indices, symbols))


if __name__ == "__main__":
    main()
