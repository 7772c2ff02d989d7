"""The known mistakes of `optimize`: one step of gradient descent, with a twist each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.master import reference
from utils.feedback.words import GRADIENTS, PARAMETERS
from utils import rnn_backward, rnn_forward, update_parameters

from .base import Variant

Array = NDArray[np.float64]
Arrays = dict[str, Array]
clip = reference("clip")


def _at(limit: float) -> Callable[[Arrays], Arrays]:
    return lambda gradients: clip({key: gradients[key].copy() for key in GRADIENTS}, limit)


def _kept(gradients: Arrays) -> Arrays:
    return {key: gradients[key] for key in GRADIENTS}


@dataclass(frozen=True)
class Step:
    """One step. Every field is something that an answer can get wrong; by default it is right."""

    forward: Callable[[Any, Any, Array, Arrays], Any] = rnn_forward
    backward: Callable[[Any, Any, Arrays, Any], Any] = rnn_backward
    before: Callable[[Arrays], Arrays] = _at(5)
    after: Callable[[Arrays], Arrays] = _kept
    rate: Callable[[float, list], float] = lambda rate, X: rate
    default: float = 0.01
    update: Callable[[Arrays, Arrays, float], Any] = update_parameters
    loss: Callable[[float, list], float] = lambda loss, X: loss
    state: Callable[[Any, list, Array], Any] = lambda a, X, a_prev: a[len(X) - 1]

    def __call__(self, X: list, Y: list, a_prev: Array, parameters: Arrays, learning_rate: float | None = None) -> tuple:
        """Take the step."""
        rate = self.default if learning_rate is None else learning_rate
        loss, cache = self.forward(X, Y, a_prev, parameters)
        raw, a = self.backward(X, Y, parameters, cache)
        gradients = self.before(raw)
        self.update(parameters, gradients, self.rate(rate, X))
        return self.loss(loss, X), self.after(gradients), self.state(a, X, a_prev)


RIGHT = Step()


def twist(name: str, sentence: str, breaks: str, **steps: Any) -> Variant:
    """Make a known mistake from the right step."""
    return Variant(name, sentence, tuple(breaks.split()), replace(RIGHT, **steps))


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
    norms = {key: float(np.linalg.norm(gradients[key])) for key in GRADIENTS}
    return {key: gradients[key] * min(1.0, 5 / norms[key]) for key in GRADIENTS}


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
    return replace(RIGHT, before=lambda gradients: _at(5)(_averaged(gradients, X)))(X, Y, a_prev, parameters, learning_rate)


def _rate_returned(X: list, Y: list, a_prev: Array, parameters: Arrays, learning_rate: float = 0.01) -> tuple:
    loss, gradients, state = RIGHT(X, Y, a_prev, parameters, learning_rate)
    return loss, {key: learning_rate * gradients[key] for key in GRADIENTS}, state


def _state(index: Callable[[list], int]) -> Callable[[Any, list, Array], Any]:
    return lambda a, X, a_prev: a[index(X)]


OTHER_KEYS = (
    "The second result has the keys of the parameters; it should be the gradients, under the keys dWax, dWaa, dWya, db and dby."
)
UPDATED = "update default"
LAST = "a[len(X) - 1] is the last one."
VARIANTS = (
    twist("no clipping", "The gradients are not clipped; clip them at 5 before the update, and go on with the clipped ones.", "clipped", before=_kept),
    *(
        twist(f"clip at {limit:g}", f"The gradients are clipped at {limit:g}; the limit here is 5.", "clipped" if limit > 5 else "clipped gradients", before=_at(limit))
        for limit in (10, 50, 1, 0.5)
    ),
    Variant("clip after", "The update uses the gradients before they are clipped; clip first, then update.", ("clipped",), _late(True)),
    Variant("raw returned", "The update uses clipped gradients, but those that come back are not clipped; return the clipped ones.", ("clipped",), _late(False)),
    twist("by norm", "The gradients are scaled by their norm; clip should limit each entry.", "clipped", before=_by_norm),
    twist("upper only", "The gradients are limited on the upper side only.", "clipped", before=_upper),
    twist("no update", "After the call the parameters that were passed in have not changed; update_parameters changes them in place, so give it these and not a copy.", UPDATED, update=_nowhere),
    twist("two updates", "The parameters are updated twice; one step is enough (update_parameters already works in place).", UPDATED, update=_twice),
    twist("ascent", "The update goes uphill: the gradients are added to the parameters, with the wrong sign; they should be subtracted.", UPDATED, rate=_times(-1)),
    twist("by signs", "The update uses only the signs of the gradients.", UPDATED, update=_by_signs),
    twist("without biases", "The biases b and by are not updated.", UPDATED, update=_partly("Wax", "Waa", "Wya")),
    twist("without output", "Wya and by are not updated.", UPDATED, update=_partly("Wax", "Waa", "b")),
    twist("parameters clipped", "The parameters are clipped after the update; it is the gradients that should be, before it.", "clipped", update=_clipped_parameters),
    *(
        twist(f"default {rate:g}", f"Without a learning rate the step is that of {rate:g}; the default should stay 0.01.", "default", default=rate)
        for rate in (0.1, 0.001, 1.0, 0.05, 0.02, 0.005)
    ),
    twist("rate ignored", "The learning rate is always 0.01: use the argument learning_rate.", "update", rate=lambda rate, X: 0.01),
    twist("rate of one", "The update leaves the learning rate out: it subtracts the whole gradients.", UPDATED, rate=lambda rate, X: 1.0),
    twist("half rate", "The update takes half of the learning rate.", UPDATED, rate=_times(0.5)),
    twist("tenfold rate", "The update takes ten times the learning rate.", UPDATED, rate=_times(10)),
    twist("rate by length", "The learning rate is divided by the length of the name.", UPDATED, rate=lambda rate, X: rate / len(X)),
    twist("mean loss", "The loss is divided by the length of the name; return the sum, as rnn_forward gives it.", "loss", loss=lambda loss, X: loss / len(X)),
    twist("negative loss", "The loss has the wrong sign.", "loss", loss=lambda loss, X: -loss),
    twist("bits", "The loss is counted in bits (divided by log 2); return it as rnn_forward gives it.", "loss", loss=lambda loss, X: loss / np.log(2)),
    twist("smoothed", "The loss is smoothed already; return it as rnn_forward gives it.", "loss", loss=lambda loss, X: 0.999 * loss),
    Variant("loss after", "The loss is computed again after the update; return that of the first walk.", ("loss",), _after_update(False)),
    Variant("second round", "Loss, gradients and state come from a second walk after the update; return those of the first.", ("loss", "gradients", "clipped", "state"), _after_update(True)),
    twist("initial state", "The state before the first character comes back (a_prev, which is also a[-1]); " + LAST, "state", state=lambda a, X, a_prev: a_prev.copy()),
    twist("first state", "The state after the first character comes back (a[0]); " + LAST, "state", state=_state(lambda X: 0)),
    twist("last but one", "The state before the last one comes back; " + LAST, "state", state=_state(lambda X: len(X) - 2)),
    twist("averaged states", "The mean of all hidden states comes back; " + LAST, "state", state=lambda a, X, a_prev: np.mean([a[t] for t in range(len(X))], axis=0)),
    twist("zero state", "The walk starts from zeros; it should start from a_prev.", "loss state", forward=lambda X, Y, a_prev, parameters: rnn_forward(X, Y, np.zeros_like(a_prev), parameters)),
    Variant("averaged gradients", "The gradients are divided by the length of the name; use them as rnn_backward gives them.", ("gradients", "clipped"), _mean_gradients),
    Variant("steps returned", "The gradients come back times the learning rate; return them as clip gives them.", ("gradients", "clipped"), _rate_returned),
    twist("negative gradients", "The gradients that come back have the wrong sign.", "gradients clipped", after=lambda gradients: {key: -gradients[key] for key in GRADIENTS}),
    Variant("parameters returned", OTHER_KEYS, ("gradients", "clipped"), _returning(lambda result, parameters: (result[0], parameters, result[2]))),
    Variant("without d", OTHER_KEYS, ("gradients", "clipped"), _returning(lambda result, parameters: (result[0], {key[1:]: array for key, array in result[1].items()}, result[2]))),
    Variant("exchanged", "X and Y are exchanged: X goes in, Y should come out.", ("loss", "gradients", "state"), _inputs(lambda X, Y: (Y, [0 if x is None else x for x in X]))),
    Variant("X twice", "X is taken for the targets as well; they are in Y.", ("loss", "gradients"), _inputs(lambda X, Y: (X, [0 if x is None else x for x in X]))),
    Variant("Y twice", "Y is taken for the inputs as well; they are in X.", ("loss", "gradients", "state"), _inputs(lambda X, Y: (Y, Y))),
    Variant("last step left out", "The last step of the name is left out.", ("loss", "gradients", "state"), _inputs(lambda X, Y: (X[:-1], Y[:-1]) if len(X) > 1 else (X, Y))),
    twist("exchanged on the way back", "rnn_backward gets X and Y in the wrong order.", "gradients", backward=lambda X, Y, parameters, cache: rnn_backward(Y, [0 if x is None else x for x in X], parameters, cache)),
)
