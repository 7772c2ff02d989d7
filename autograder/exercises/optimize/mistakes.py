"""The known mistakes of `optimize`: one step of gradient descent, with a twist each.

The walk is the portable one: what a mistake gives, and what is written down of it, has the same bits everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.certify.portable import norm
from autograder.certify.recurrence import portable_backward as rnn_backward
from autograder.certify.recurrence import portable_forward as rnn_forward
from autograder.exercises.masters import reference
from utils import update_parameters
from utils.feedback.sentences import GRADIENTS, PARAMETERS

from ..texts import variants

Array = NDArray[np.float64]
Arrays = dict[str, Array]
clip = reference("clip")
LOG_2 = 0.6931471805599453


def _at(limit: float) -> Callable[[Arrays], Arrays]:
    return lambda gradients: clip({key: gradients[key].copy() for key in GRADIENTS}, limit)


def _kept(gradients: Arrays) -> Arrays:
    return {key: gradients[key] for key in GRADIENTS}


CLIPPED = _at(5)


@dataclass(frozen=True)
class Step:
    """One step. Every field is something that an answer can get wrong; by default it is right."""

    forward: Callable[[Any, Any, Array, Arrays], Any] = rnn_forward
    backward: Callable[[Any, Any, Arrays, Any], Any] = rnn_backward
    before: Callable[[Arrays], Arrays] = CLIPPED
    after: Callable[[Arrays], Arrays] = _kept
    rate: Callable[[float, list], float] = lambda rate, X: rate
    default: float = 0.01
    update: Callable[[Arrays, Arrays, float], Any] = update_parameters
    loss: Callable[[float, list], float] = lambda loss, X: loss
    state: Callable[[Any, list, Array], Any] = lambda a, X, a_prev: a[len(X) - 1]

    def __call__(
        self, X: list, Y: list, a_prev: Array, parameters: Arrays, learning_rate: float | None = None
    ) -> tuple:
        """Take the step."""
        rate = self.default if learning_rate is None else learning_rate
        loss, cache = self.forward(X, Y, a_prev, parameters)
        raw, a = self.backward(X, Y, parameters, cache)
        gradients = self.before(raw)
        self.update(parameters, gradients, self.rate(rate, X))
        return self.loss(loss, X), self.after(gradients), self.state(a, X, a_prev)


RIGHT = Step()


def twist(**steps: Any) -> Step:
    """Make a known mistake from the right step."""
    return replace(RIGHT, **steps)


def _times(number: float) -> Callable[[float, list], float]:
    return lambda rate, X: rate * number


def _partly(*names: str) -> Callable[[Arrays, Arrays, float], Any]:
    def update(parameters: Arrays, gradients: Arrays, rate: float) -> None:
        for name in names:
            parameters[name] -= rate * gradients["d" + name]

    return update


def _nowhere(parameters: Arrays, gradients: Arrays, rate: float) -> None:
    return None


def _twice(parameters: Arrays, gradients: Arrays, rate: float) -> None:
    update_parameters(update_parameters(parameters, gradients, rate), gradients, rate)


def _by_signs(parameters: Arrays, gradients: Arrays, rate: float) -> None:
    update_parameters(parameters, {key: np.sign(gradients[key]) for key in GRADIENTS}, rate)


def _clipped_parameters(parameters: Arrays, gradients: Arrays, rate: float) -> None:
    update_parameters(parameters, gradients, rate)
    for name in PARAMETERS:
        np.clip(parameters[name], -5, 5, out=parameters[name])


def _by_norm(gradients: Arrays) -> Arrays:
    return {key: gradients[key] * (5 / max(5.0, norm(gradients[key]))) for key in GRADIENTS}


def _upper(gradients: Arrays) -> Arrays:
    return {key: np.minimum(gradients[key], 5) for key in GRADIENTS}


def _late(limit_returned: bool) -> Callable[..., Any]:
    """Update with unclipped gradients and return clipped ones, or the other way round."""

    def step(X: list, Y: list, a_prev: Array, parameters: Arrays, learning_rate: float = 0.01) -> tuple:
        loss, cache = rnn_forward(X, Y, a_prev, parameters)
        raw, a = rnn_backward(X, Y, parameters, cache)
        limited = _at(5)(raw)
        used, returned = (raw, limited) if limit_returned else (limited, raw)
        update_parameters(parameters, used, learning_rate)
        return loss, _kept(returned), a[len(X) - 1]

    return step


def _after_update(all_of_it: bool) -> Callable[..., Any]:
    """Return what a second walk with the new parameters gives: the loss alone, or everything."""

    def step(X: list, Y: list, a_prev: Array, parameters: Arrays, learning_rate: float = 0.01) -> tuple:
        loss, gradients, state = RIGHT(X, Y, a_prev, parameters, learning_rate)
        loss, cache = rnn_forward(X, Y, a_prev, parameters)
        if all_of_it:
            raw, a = rnn_backward(X, Y, parameters, cache)
            gradients, state = _at(5)(raw), a[len(X) - 1]
        return loss, gradients, state

    return step


def _returning(change: Callable[[tuple, Arrays], Any]) -> Callable[..., Any]:
    def step(X: list, Y: list, a_prev: Array, parameters: Arrays, learning_rate: float = 0.01) -> Any:
        return change(RIGHT(X, Y, a_prev, parameters, learning_rate), parameters)

    return step


def _inputs(change: Callable[[list, list], tuple[list, list]]) -> Callable[..., Any]:
    def step(X: list, Y: list, a_prev: Array, parameters: Arrays, learning_rate: float = 0.01) -> tuple:
        X, Y = change(X, Y)
        return RIGHT(X, Y, a_prev, parameters, learning_rate)

    return step


def _averaged(gradients: Mapping[str, Array], X: list) -> Arrays:
    return {key: gradients[key] / len(X) for key in GRADIENTS}


def _mean_gradients(X: list, Y: list, a_prev: Array, parameters: Arrays, learning_rate: float = 0.01) -> tuple:
    return replace(RIGHT, before=lambda gradients: _at(5)(_averaged(gradients, X)))(
        X, Y, a_prev, parameters, learning_rate
    )


def _rate_returned(X: list, Y: list, a_prev: Array, parameters: Arrays, learning_rate: float = 0.01) -> tuple:
    loss, gradients, state = RIGHT(X, Y, a_prev, parameters, learning_rate)
    return loss, {key: learning_rate * gradients[key] for key in GRADIENTS}, state


def _state(index: Callable[[list], int]) -> Callable[[Any, list, Array], Any]:
    return lambda a, X, a_prev: a[index(X)]


VARIANTS = variants(
    "optimize",
    {
        "no clipping": twist(before=_kept),
        **{f"clip at {limit:g}": twist(before=_at(limit)) for limit in (10, 50, 1, 0.5)},
        "clip after": _late(True),
        "raw returned": _late(False),
        "by norm": twist(before=_by_norm),
        "upper only": twist(before=_upper),
        "no update": twist(update=_nowhere),
        "two updates": twist(update=_twice),
        "ascent": twist(rate=_times(-1)),
        "by signs": twist(update=_by_signs),
        "without biases": twist(update=_partly("Wax", "Waa", "Wya")),
        "without output": twist(update=_partly("Wax", "Waa", "b")),
        "parameters clipped": twist(update=_clipped_parameters),
        **{f"default {rate:g}": twist(default=rate) for rate in (0.1, 0.001, 1.0, 0.05, 0.02, 0.005)},
        "rate ignored": twist(rate=lambda rate, X: 0.01),
        "rate of one": twist(rate=lambda rate, X: 1.0),
        "half rate": twist(rate=_times(0.5)),
        "tenfold rate": twist(rate=_times(10)),
        "rate by length": twist(rate=lambda rate, X: rate / len(X)),
        "mean loss": twist(loss=lambda loss, X: loss / len(X)),
        "negative loss": twist(loss=lambda loss, X: -loss),
        "bits": twist(loss=lambda loss, X: loss / LOG_2),
        "smoothed": twist(loss=lambda loss, X: 0.999 * loss),
        "loss after": _after_update(False),
        "second round": _after_update(True),
        "initial state": twist(state=lambda a, X, a_prev: a_prev.copy()),
        "first state": twist(state=_state(lambda X: 0)),
        "last but one": twist(state=_state(lambda X: len(X) - 2)),
        "averaged states": twist(state=lambda a, X, a_prev: sum(a[t] for t in range(len(X))) / len(X)),
        "zero state": twist(
            forward=lambda X, Y, a_prev, parameters: rnn_forward(X, Y, np.zeros_like(a_prev), parameters)
        ),
        "averaged gradients": _mean_gradients,
        "steps returned": _rate_returned,
        "negative gradients": twist(after=lambda gradients: {key: -gradients[key] for key in GRADIENTS}),
        "parameters returned": _returning(lambda result, parameters: (result[0], parameters, result[2])),
        "without d": _returning(
            lambda result, parameters: (result[0], {key[1:]: array for key, array in result[1].items()}, result[2])
        ),
        "exchanged": _inputs(lambda X, Y: (Y, [0 if x is None else x for x in X])),
        "X twice": _inputs(lambda X, Y: (X, [0 if x is None else x for x in X])),
        "Y twice": _inputs(lambda X, Y: (Y, Y)),
        "last step left out": _inputs(lambda X, Y: (X[:-1], Y[:-1]) if len(X) > 1 else (X, Y)),
        "exchanged on the way back": twist(
            backward=lambda X, Y, parameters, cache: rnn_backward(
                Y, [0 if x is None else x for x in X], parameters, cache
            )
        ),
    },
)
