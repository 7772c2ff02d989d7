"""`optimize`: one step of gradient descent."""

from __future__ import annotations

import numpy as np

from utils.feedback.lesson import Check
from utils.feedback.read import GRADIENTS, PARAMETERS

from .base import Draft, Exercise
from .sample import network

CHECKS = (
    Check("loss", "The loss", 2),
    Check("gradients", "The clipped gradients", 3),
    Check("update", "The parameters are updated once", 3),
    Check("state", "The last hidden state", 2),
)


def _draft(name, title, visible, seed, rate) -> Draft:
    """Draw a network and a name."""
    random = np.random.RandomState(seed)
    word = random.randint(1, 27, 6).tolist()
    args = ([None, *word], [*word, 0], random.randn(8, 1) * 0.5, network(seed), *rate)
    parts = {"loss": ["loss"], "gradients": GRADIENTS, "update": PARAMETERS, "state": ["a_last"]}
    return Draft(name, title, visible, args, parts, {"*": 1e-9})


def drafts(secret: int) -> list[Draft]:
    """Return the cases of `optimize`."""
    return [
        _draft("small", "a small network", True, 5, (0.05,)),
        _draft("default", "the default learning rate", False, 6, ()),
        _draft("fresh", "a fresh network", False, secret % 2**32, (0.02,)),
    ]


EXERCISE = Exercise("optimize", "One step of learning", CHECKS, drafts, (), ("Four calls in a row.",), ("clip",))
