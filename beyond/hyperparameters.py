"""Trains the masked LSTM under several hyperparameters and keeps the curves: ``python -m beyond.hyperparameters``."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from beyond import masked_lstm, training
from beyond.masked_lstm import PUBLISHED, Hyperparameters

RESULTS = Path(__file__).parent / "histories" / "hyperparameters.json"
MOMENTUM = replace(PUBLISHED, optimizer="momentum", learning_rate=0.02)
ADAM = replace(PUBLISHED, optimizer="adam", learning_rate=0.01)
BEST = replace(MOMENTUM, orthogonal=True, sd=0.05)
SETTINGS: dict[str, Hyperparameters] = {
    "as published: SGD, rate 0.1": PUBLISHED,
    "momentum 0.9, rate 0.02": MOMENTUM,
    "Adam, rate 0.01": ADAM,
    "orthogonal recurrent weights": replace(PUBLISHED, orthogonal=True),
    "weights 10 times larger": replace(PUBLISHED, sd=0.05),
    "forget bias 1": replace(PUBLISHED, forget_bias=1.0),
    "Adam, orthogonal, larger, forget bias 1": replace(ADAM, orthogonal=True, sd=0.05, forget_bias=1.0),
    "momentum, orthogonal, larger": BEST,
}
PREFIXES = ("the meaning of life is ", "woman ", "what is good? ", "12345 ")


def curve_and_samples(setting: Hyperparameters, text: str, minibatches: int) -> dict[str, object]:
    """Train with one setting; return the validation curve and texts generated at the end.

    Returns
    -------
    dict
        ``curve``, pairs of minibatches and cross-entropy a sentence; ``said``, a text a temperature; ``prefixes``, a
        text a prefix at temperature 0.5.
    """
    lines, held_out = masked_lstm.split(masked_lstm.sentences(text))
    symbols = masked_lstm.vocabulary(lines)
    curve = []
    for now in masked_lstm.train(lines, held_out, symbols, setting, minibatches):
        done, weights, value = now
        curve.append([done, round(value, 3)])
    said = {str(t): masked_lstm.generate(weights, symbols, n_steps=200, temperature=t) for t in (0.0, 0.5, 1.0)}
    prefixes = {p: masked_lstm.generate(weights, symbols, p, n_steps=70, temperature=0.5) for p in PREFIXES}
    return {"curve": curve, "said": said, "prefixes": prefixes}


def main() -> None:
    """Train with every setting and write the curves."""
    from utils.corpora import load_text

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minibatches", type=int, default=400)
    minibatches, text = parser.parse_args().minibatches, load_text("nietzsche")
    results = {}
    for name, setting in SETTINGS.items():
        results[name] = curve_and_samples(setting, text, minibatches)
        print(name, results[name]["curve"], flush=True)
    training.write_json(RESULTS, results)


if __name__ == "__main__":
    main()
