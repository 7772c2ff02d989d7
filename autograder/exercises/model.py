"""`model`: training, one name after the other."""

from __future__ import annotations

from utils.feedback.lesson import Check

from .base import Draft, Exercise
from .sample import letters

CHECKS = (
    Check("X", "X", 2),
    Check("Y", "Y", 2),
    Check("state", "The hidden state is carried on", 2),
    Check("order", "One name after the other, and round again", 2),
    Check("rate", "The learning rate", 1),
    Check("returned", "The learned parameters come back", 1),
)


def _draft(name, title, visible, names, iterations) -> Draft:
    """Make a short training run."""
    index = letters()
    args = ("\n".join(names) + "\n", {i: c for c, i in index.items()}, index, iterations, 4, 1, 27)
    parts = {"X": ["X"], "Y": ["Y"], "state": ["carried"], "order": ["order"], "rate": ["rates"], "returned": ["returned"]}
    return Draft(name, title, visible, args, parts, {"*": 1e-9})


def drafts(secret: int) -> list[Draft]:
    """Return the cases of `model`."""
    return [
        _draft("three", "three names, five steps", True, ["abc", "defg", "hij"], 5),
        _draft("one", "one name", False, ["xyzzy"], 3),
        _draft("fresh", "a fresh list", False, ["plum", "fig"] if secret % 2 else ["fig", "lime"], 4),
    ]


EXERCISE = Exercise("model", "Train the model", CHECKS, drafts, (), ("X starts with None.",), ("optimize", "sample"))
