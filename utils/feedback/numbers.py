"""What explanations of wrong answers share: sources as numbers, and how these compare."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .cases import Case
from .compare import Fault, as_numbers, differ
from .reading import Reading
from .sentences import Sentences

Array = NDArray[np.float64]
CLOSE = 1e-7  # relative


def array_of(reading: Reading, name: str, like: Array) -> Array | None:
    """Return a source as numbers where it has the right shape."""
    value = reading[name]
    numbers = value if isinstance(value, Fault) else as_numbers(name, value)
    return None if isinstance(numbers, Fault) or numbers.shape != like.shape else numbers


def is_constant(numbers: Array) -> bool:
    """Say whether numbers are all the same."""
    return bool(np.ptp(numbers) <= CLOSE * max(np.abs(numbers).max(), 1e-300))


def passes(sentences: Sentences, check: str, cases: Sequence[Case], readings: Sequence[Reading]) -> bool:
    """Say whether every part of a check is right.

    Parameters
    ----------
    sentences : Sentences
        What is said in the exercise.
    check : str
        Which one.
    cases : sequence of Case
        What was asked.
    readings : sequence of Reading
        What came, in the same order.

    Returns
    -------
    bool
    """
    return not any(
        differ(sentences, part.source, reading[part.source], case.wants[part.source], part.at)
        for case, reading in zip(cases, readings)
        for part in case.parts
        if part.check == check
    )
