"""Turns the masked LSTM's knobs one at a time and keeps the curves: ``python -m beyond.hyperparameters``."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import replace
from pathlib import Path

from beyond import masked_lstm
from beyond.masked_lstm import PUBLISHED, Knobs

RESULTS = Path(__file__).parent / "histories" / "knobs.json"
MOMENTUM = replace(PUBLISHED, optimizer="momentum", learning_rate=0.02)
ADAM = replace(PUBLISHED, optimizer="adam", learning_rate=0.01)
BEST = replace(MOMENTUM, orthogonal=True, sd=0.05)
SETTINGS: dict[str, Knobs] = {
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


def turn(knobs: Knobs, text: str, minibatches: int) -> dict[str, object]:
    """Train with some knobs; return the validation curve and what the network says at the end.

    Returns
    -------
    dict
        ``curve``, pairs of minibatches and cross-entropy a sentence; ``said``, a text a temperature; ``prefixes``, a
        text a prefix at temperature 0.5.
    """
    lines, held_out = masked_lstm.split(masked_lstm.sentences(text))
    symbols = masked_lstm.vocabulary(lines)
    curve = []
    for now in masked_lstm.train(lines, held_out, symbols, knobs, minibatches):
        done, weights, value = now
        curve.append([done, round(value, 3)])
    said = {str(t): masked_lstm.speak(weights, symbols, n_steps=200, temperature=t) for t in (0.0, 0.5, 1.0)}
    prefixes = {p: masked_lstm.speak(weights, symbols, p, n_steps=70, temperature=0.5) for p in PREFIXES}
    return {"curve": curve, "said": said, "prefixes": prefixes}


def main() -> None:
    """Turn every knob and write the curves, whole or not at all."""
    from utils.corpora import load_text

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minibatches", type=int, default=400)
    minibatches, text = parser.parse_args().minibatches, load_text("nietzsche")
    results = {}
    for name, knobs in SETTINGS.items():
        results[name] = turn(knobs, text, minibatches)
        print(name, results[name]["curve"], flush=True)
    temporary = RESULTS.with_suffix(".partial")
    temporary.parent.mkdir(exist_ok=True)
    temporary.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(temporary, RESULTS)


if __name__ == "__main__":
    main()
