"""What a known mistake answers to a case, as far as that is the same on every machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.certify.proofs import Unsafe
from utils.feedback.cases import Case, Want
from utils.feedback.compare import Fault, differ
from utils.feedback.exercises.registry import feedback_of
from utils.feedback.reading import Reading
from utils.feedback.recognise import ALIKE

REPEATS = 3
LISTS_BY = 1e-9  # relative: how far arguments are moved where only lists are compared, as for right answers
NUMBERS_BY = 1e-13  # and where numbers are: some hundred units in the last place

Run = Callable[[Case], Reading | None]


def differing(exercise: str, case: Case, reading: Reading | None) -> dict[str, Any] | None:
    """Return the sources in which an answer differs from what is wanted, with its values.

    Parameters
    ----------
    exercise : str
        The exercise.
    case : Case
        What was asked.
    reading : Reading or None
        What came; None where the answer raised.

    Returns
    -------
    dict of str to value, or None
        None where it raised.
    """
    if reading is None:
        return None
    wants, sentences = {**case.wants, **case.final}, feedback_of(exercise).sentences
    return {
        source: _answer(reading, source, want)
        for source, want in wants.items()
        if differ(sentences, source, reading[source], want)
    }


def certain(exercise: str, case: Case, run: Run, repeats: int = REPEATS) -> dict[str, Any] | None:
    """Return what :func:`differing` does, as far as it stays so when the arguments move by far more than rounding.

    Parameters
    ----------
    exercise : str
        The exercise.
    case : Case
        What is asked.
    run : callable
        Gives an answer to a case, this one or the same with moved arguments: a reading, None where it raises.
    repeats : int
        How often to move them.

    Returns
    -------
    dict of str to value, or None
        Lists of which only some places are looked at end where a moved run first differs.

    Raises
    ------
    Unsafe
        Where something else changes: another machine could answer that.
    """
    reading = run(case)
    found = differing(exercise, case, reading)
    wants = {**case.wants, **case.final}
    by = LISTS_BY if all(isinstance(want.value, list) for want in wants.values()) else NUMBERS_BY
    moved = [replace(case, args=_moved(case.args, np.random.RandomState(seed), by)) for seed in range(repeats)]
    if not _has_arrays(case.args):
        return found
    others = [run(other) for other in moved]
    if any((other is None) != (reading is None) for other in others):
        raise Unsafe(f"{exercise}, {case.title}: whether it raises changes when the arguments move by {by:.0e}.")
    if reading is None or found is None:
        return None
    for source, want in wants.items():
        mine = _answer(reading, source, want)
        theirs = [_answer(other, source, want) for other in others if other is not None]
        if isinstance(mine, list) and all(isinstance(one, list) for one in theirs):
            length = _alike_until(mine, theirs)
            if length < len(mine) or any(len(one) > length for one in theirs):
                if want.at is None:
                    raise Unsafe(_changes(exercise, case, source, by))
                found[source] = mine[:length]
        elif source in found and not _close(mine, theirs):
            raise Unsafe(_changes(exercise, case, source, by))
    return found


def distance(value: Any, want: Want) -> float:
    """Return how far a mistake's value is from what is wanted; infinite where it is of another kind."""
    if isinstance(want.value, list) or value is None or np.shape(value) != np.shape(want.value):
        return np.inf
    with np.errstate(invalid="ignore"):
        return float(np.nan_to_num(np.abs(value - want.value), nan=np.inf).max(initial=0.0))


def _changes(exercise: str, case: Case, source: str, by: float) -> str:
    """Say what is not certain."""
    return (
        f"{exercise}, {case.title}: {source} changes when the arguments move by a relative {by:.0e}, so it may differ "
        "from machine to machine; choose another seed, or look at fewer places."
    )


def _answer(reading: Reading, source: str, want: Want) -> Any:
    """Return a mistake's value as data, at the wanted places; None for one that is not there."""
    value = reading[source]
    if isinstance(value, Fault):
        return None
    if isinstance(value, list):
        return value if want.at is None else [value[place] for place in want.at if place < len(value)]
    value = np.asarray(value, dtype=float)
    if want.at is None:
        return value
    return value.reshape(-1)[list(want.at)] if value.shape == want.shape else None


def _alike_until(mine: list[Any], theirs: list[list[Any]]) -> int:
    """Return how many entries of a list all others share."""
    places = range(min(map(len, [mine, *theirs])))
    return next((place for place in places if any(one[place] != mine[place] for one in theirs)), len(places))


def _close(mine: Any, theirs: list[Any]) -> bool:
    """Say whether all numbers would still be taken for the recorded ones, and what is missing is missing in all."""
    if mine is None or isinstance(mine, list):
        return all(type(one) is type(mine) for one in theirs)
    return all(
        one is not None and np.shape(one) == mine.shape and np.all(np.abs(one - mine) <= ALIKE / 2) for one in theirs
    )


def _has_arrays(value: Any) -> bool:
    """Say whether some arguments hold floating-point numbers in arrays."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind == "f"
    entries = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    return any(_has_arrays(entry) for entry in entries)


def _moved(value: Any, random: np.random.RandomState, by: float) -> Any:
    """Copy arguments, each number of each array moved by up to so much, relatively."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value * (1 + by * random.uniform(-1, 1, value.shape))
    if isinstance(value, Mapping):
        return {key: _moved(entry, random, by) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_moved(entry, random, by) for entry in value)
    return value
