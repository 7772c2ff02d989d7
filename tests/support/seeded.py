"""A part of many tests for each change, another part every time; the whole every night."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from typing import Any

import pytest

SEED = "BANK_SEED"  # the variable with the seed that each part is drawn from


def in_part(parameters: Sequence[Any], share: int, slow: bool = False) -> list[Any]:
    """Return parameters for a test: one in so many runs with each change, drawn by the seed, the others every night.

    Parameters
    ----------
    parameters : sequence
        As ``pytest.mark.parametrize`` takes them.
    share : int
        One in how many runs with each change.
    slow : bool
        These few are slow tests as well.
    """
    drawn = set(random.Random(os.environ[SEED]).sample(range(len(parameters)), -(-len(parameters) // share)))
    own, nightly = (pytest.mark.slow,) * slow, (pytest.mark.slow, pytest.mark.nightly)
    return [
        pytest.param(*(each if isinstance(each, tuple) else (each,)), marks=own if place in drawn else nightly)
        for place, each in enumerate(parameters)
    ]
