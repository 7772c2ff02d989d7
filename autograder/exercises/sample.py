"""`sample`: a name drawn character by character."""

from __future__ import annotations

import numpy as np

from utils.feedback.lesson import Check

from .base import Draft, Exercise

CHECKS = (Check("names", "Whole names", 10),)


def network(seed: int, n_a: int = 8, vocabulary: int = 27, newline: int = 0, rare: bool = False) -> dict:
    """Draw a network that listens to its inputs and forgets rounding errors (see the design)."""
    random = np.random.RandomState(seed)
    draw = random.randn
    parameters = {
        "Wax": draw(n_a, vocabulary),
        "Waa": draw(n_a, n_a) * 0.6 / np.sqrt(n_a),
        "Wya": draw(vocabulary, n_a) * 3 / np.sqrt(n_a),
        "b": draw(n_a, 1) * 0.5,
        "by": draw(vocabulary, 1) * 0.5,
    }
    if rare:
        parameters["by"][newline] -= 6
    return parameters


def letters(vocabulary: int = 27, newline: int = 0) -> dict[str, int]:
    """Return char_to_ix for a vocabulary with the newline at an index."""
    symbols = [chr(ord("a") + k) for k in range(vocabulary - 1)]
    symbols.insert(newline, "\n")
    return {symbol: index for index, symbol in enumerate(symbols)}


def drafts(secret: int) -> list[Draft]:
    """Return the cases of `sample`."""
    found = []
    for k in range(4):
        args = (network(k + 1, rare=k % 2 == 1), letters(), k)
        found.append(Draft(f"net {k}", f"network {k}", k < 2, args, {"names": ["indices"]}))
    args = (network(secret % 2**32, rare=True), letters(), 3)
    return [*found, Draft("fresh", "a fresh network", False, args, {"names": ["indices"]})]


EXERCISE = Exercise("sample", "Sample a name", CHECKS, drafts, (), ("Draw, write down, feed back.",))
