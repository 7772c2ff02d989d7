"""What stands in a notebook for the functions that `model` calls: answers without being a solution."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .cases import Case
from .sentences import PARAMETERS

LONGEST = 200  # letters of a name, hidden units, symbols: more than any case has


def patient(optimize: Callable[..., Any]) -> Callable[..., Any]:
    """Make `optimize` answer even where its arguments do not fit, so that every step of a training run can be judged.

    An answer of zeros stands for an exception; the recorded arguments show what was wrong.
    """

    def helper(X: Any, Y: Any, a_prev: Any, parameters: Any, learning_rate: float = 0.01) -> tuple[float, dict, Any]:
        state = a_prev if isinstance(a_prev, np.ndarray) and a_prev.size <= LONGEST else np.zeros((1, 1))
        try:
            small = len(X) <= LONGEST and len(Y) <= LONGEST
            if small and all(np.size(parameters[name]) <= LONGEST**2 for name in PARAMETERS):
                with np.errstate(all="ignore"):
                    return optimize(X, Y, a_prev, parameters, learning_rate)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            pass
        return 0.0, {}, state.copy()

    helper.__name__ = helper.__qualname__ = "optimize"  # what Python says of wrong arguments
    return helper


def made_up_optimize(case: Case) -> Callable:
    """Answer with made-up losses and states, and move the parameters a little, in place, as the gradients say."""
    count = 0

    def optimize(X: Any, Y: Any, a_prev: Any, parameters: Any, learning_rate: float = 0.01) -> Any:
        nonlocal count
        count += 1
        for name in PARAMETERS:
            parameters[name] += count / 1000
        state = np.cos(np.arange(case.args[4]) + count)[:, None]  # (n_a, 1)
        return 20.0 - count, {"d" + name: np.full_like(parameters[name], -0.1 * count) for name in PARAMETERS}, state

    return patient(optimize)


def empty_sample(case: Case) -> Callable:
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


empty_name.__name__ = empty_name.__qualname__ = "sample"  # what Python says of wrong arguments
