"""Stand-ins for a student's earlier answers: replies from recorded data, so that one mistake costs one exercise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .cases import Case, Lesson
from .sentences import PARAMETERS

CLOSE = 1e-5  # the table's numbers have six decimals
SIXTH = "da_next"  # comes with the gradients, is no parameter's, and is held against the limit by some all the same


def helpers(lesson: Lesson, case: Case) -> dict[str, Callable]:
    """Return the functions to hand in for one visible case.

    Parameters
    ----------
    lesson : Lesson
        Says which helpers the exercise has.
    case : Case
        A visible case; its ``replies`` hold what was recorded.

    Returns
    -------
    dict of str to callable
        Functions under the helpers' names that answer like right ones without being them.
    """
    makers = {"clip": _clip, "optimize": _optimize, "sample": _sample}
    return {name: makers[name](case) for name in lesson.helpers}


def _clip(case: Case) -> Callable:
    """Answer from a table: for the recorded gradients and some limits, the places where they change, and to what.

    Some of the arrays may be handed in alone, or under other keys. Anything else comes back as it is, so that a step
    which hands in other gradients shows.
    """
    table = case.replies["clip"]

    def clip(gradients: Any, maxValue: Any) -> Any:
        before = table["before"]
        told = {name: _told(name, array, before) for name, array in gradients.items()}
        if all(told[name] for name in told if name in before):
            for limit, after in table["after"]:
                if limit == maxValue:
                    for name in filter(told.get, told):
                        _change(gradients[name], limit, *after.get(told[name], ([], [])))
                    if isinstance(gradients.get(SIXTH), np.ndarray):
                        _change(gradients[SIXTH], limit, [], [])
        return gradients

    return clip


def _told(key: str, array: Any, before: Mapping[str, Any]) -> str:
    """Say which of the recorded arrays stands under a key: the one of that name, or any under another; else ""."""
    names = [key] if key in before else before
    return next((name for name in names if _recorded(array, *before[name])), "")


def _change(array: Any, limit: float, places: list[int], numbers: Any) -> None:
    """Put the recorded numbers where they belong, and zero where any other is too large: nobody looks there."""
    flat = array.reshape(-1).copy()
    flat[np.abs(flat) > limit] = 0.0
    flat[places] = numbers
    array[...] = flat.reshape(array.shape)


def _recorded(array: Any, places: list[int], numbers: Any) -> bool:
    """Say whether an array has the recorded numbers."""
    flat = np.asarray(array, dtype=float).reshape(-1)
    return flat.size > max(places) and bool(np.all(np.abs(flat[places] - numbers) <= CLOSE))


def _optimize(case: Case) -> Callable:
    """Answer with made-up losses and states, and move the parameters a little, in place, as the gradients say."""
    count = 0

    def optimize(X: Any, Y: Any, a_prev: Any, parameters: Any, learning_rate: float = 0.01) -> Any:
        nonlocal count
        count += 1
        for name in PARAMETERS:
            parameters[name] += count / 1000
        state = np.cos(np.arange(case.args[4]) + count)[:, None]  # (n_a, 1)
        return 20.0 - count, {"d" + name: np.full_like(parameters[name], -0.1 * count) for name in PARAMETERS}, state

    return optimize


def _sample(case: Case) -> Callable:
    """Answer with an empty name."""
    return empty_name


def empty_name(parameters: Any, char_to_ix: Any, seed: Any) -> list[int]:
    """Draw nothing but the newline, and raise where the arguments would make a right `sample` raise.

    Parameters
    ----------
    parameters : dict of str to ndarray
        Looked at, not used: what it should hold is the same as for `sample`.
    char_to_ix : dict of str to int
        Where the newline's index stands.
    seed : int
        Looked at too.

    Returns
    -------
    list of int
        The newline's index alone.
    """
    for name in PARAMETERS:
        np.asarray(parameters[name], dtype=float)
    np.random.RandomState(seed + 0)
    return [char_to_ix["\n"]]
