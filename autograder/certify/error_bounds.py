"""How far a computed run of the network can be from the exact one: the recurrences behind `certify`.

Everything here is a bound on the 2-norm (the Frobenius norm for matrices) of *computed minus exact*, carried along a
reference run in double precision. The theorem, its assumptions and its sources stand in
:mod:`autograder.certify.proofs`. The bounds themselves are computed in :mod:`autograder.certify.portable`, so that they
have the same bits on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .portable import exp, log, matmul, norm, spectral_norm, tanh, total

Array = NDArray[np.float64]

ROUND = 2.0**-53  # the unit roundoff u of IEEE double precision
ULP = 2.0**-52  # one unit in the last place, relative to the number, at most
FUNCTION_ULPS = 4  # what exp, log and tanh may be wrong by
BEND = 4 / (3 * np.sqrt(3))  # the largest |tanh''|
SLACK = 1 + 1e-6  # these bounds are evaluated in floating point themselves
LARGEST_SCORE = 300.0  # beyond it exp without a shift comes near the ends of the range
PARAMETERS = ("Wax", "Waa", "Wya", "b", "by")


def gamma(n: int) -> float:
    """Return Higham's gamma_n = n u / (1 - n u): the relative error of n roundings in a row."""
    return n * ROUND / (1 - n * ROUND)


@dataclass(frozen=True)
class Net:
    """Parameters with the norms that the recurrences need.

    Attributes
    ----------
    parameters : dict of str to ndarray
        ``Wax`` (H, V), ``Waa`` (H, H), ``Wya`` (V, H), ``b`` (H, 1), ``by`` (V, 1).
    drift : dict of str to float
        How far each may be from the exact one already (after earlier updates); 0 where it is exact.
    waa, wya : float
        2-norms of ``Waa`` and ``Wya``, drift included.
    rows : ndarray, shape (V,)
        2-norms of the rows of ``Wya``, drift included.
    """

    parameters: Mapping[str, Array]
    drift: Mapping[str, float]
    waa: float
    wya: float
    rows: Array

    @classmethod
    def of(cls, parameters: Mapping[str, Array], drift: Mapping[str, float] | None = None) -> Net:
        """Take the norms of a network's parameters."""
        drift = drift or dict.fromkeys(PARAMETERS, 0.0)
        return cls(
            parameters,
            drift,
            spectral_norm(parameters["Waa"]) * SLACK + drift["Waa"],
            spectral_norm(parameters["Wya"]) * SLACK + drift["Wya"],
            np.array([norm(row) for row in parameters["Wya"]]) * SLACK + drift["Wya"],
        )


@dataclass(frozen=True)
class State:
    """A hidden state of the reference run, and how far any correct one can be from the exact one."""

    a: Array  # (H,)
    error: float


def advance(net: Net, x: int | None, before: State) -> State:
    """Carry the error through ``a = tanh(Wax x + Waa a + b)``.

    Parameters
    ----------
    net : Net
        The network.
    x : int or None
        The index that goes in; None for the zero vector.
    before : State
        The state before.

    Returns
    -------
    State
        The next one. Its error is the smaller of two bounds: by the Jacobian with its second-order remainder, and by
        the slope of tanh, which is 1 at most.
    """
    Wax, Waa, b = net.parameters["Wax"], net.parameters["Waa"], net.parameters["b"][:, 0]
    hidden, symbols = Wax.shape
    column = Wax[:, x] if x is not None else np.zeros(hidden)
    moved = net.drift["b"] + net.drift["Waa"] * (norm(before.a) + before.error)
    moved += net.drift["Wax"] if x is not None else 0.0
    size = norm(np.abs(column) + matmul(np.abs(Waa), np.abs(before.a) + before.error) + np.abs(b)) + moved
    local = moved + gamma(hidden + symbols + 3) * size

    a = tanh(column + matmul(Waa, before.a) + b)
    spread = net.waa * before.error + local
    own = FUNCTION_ULPS * ULP * (norm(a) + spread)
    crude = spread + own
    slope = 1 - a * a
    jacobian = spectral_norm(slope[:, None] * Waa) * SLACK + 2 * crude * net.waa + net.drift["Waa"]
    steep = slope.max() + 2 * crude
    fine = jacobian * before.error + steep * local + BEND / 2 * spread**2 + own
    return State(a, float(min(fine, crude)) * SLACK)


def scores(net: Net, state: State) -> tuple[Array, float]:
    """Bound the error of ``softmax(Wya a + by)``.

    Returns
    -------
    y : ndarray, shape (V,)
        The probabilities of the reference run.
    error : float
        The largest ``|log(computed) - log(exact)|`` of any of them; infinite where the assumptions do not hold.
    """
    Wya, by = net.parameters["Wya"], net.parameters["by"][:, 0]
    symbols, hidden = Wya.shape
    z = matmul(Wya, state.a) + by
    if not np.all(np.abs(z) < LARGEST_SCORE):
        return np.full(symbols, 1 / symbols), np.inf
    size = matmul(np.abs(Wya) + net.drift["Wya"], np.abs(state.a) + state.error) + np.abs(by) + net.drift["by"]
    moved = net.rows * state.error + net.drift["Wya"] * (norm(state.a) + state.error) + net.drift["by"]
    each = float(np.max(moved + gamma(hidden + 2) * size))
    power = exp(z - z.max())
    one = each + 2 * ROUND * float(np.abs(z).max() + each) + 2 * FUNCTION_ULPS * ULP
    return power / total(power), (2 * one + 2 * gamma(symbols + 1)) * SLACK


def cumulative(log_error: float, symbols: int) -> float:
    """Bound the error of the cumulative distribution: a sum of probabilities, divided by its last entry."""
    return _expm1(2 * log_error + 6 * gamma(symbols + 2)) * SLACK


def _expm1(x: float) -> float:
    """Bound e^x - 1 from above, for x from 0 on: by x + x^2 as far as 1."""
    return x + x * x if x <= 1 else float(exp(np.array(min(x, 700.0))))


@dataclass(frozen=True)
class StepBound:
    """What one step of gradient descent may be wrong by, source by source (gradients by their names)."""

    errors: dict[str, float]
    state: State


def descend(
    X: Sequence[int | None], Y: Sequence[int], start: State, net: Net, gradients: Mapping[str, Array], rate: float
) -> StepBound:
    """Bound loss, gradients, last state and updated parameters of one step.

    Parameters
    ----------
    X, Y : sequences of int
        What goes in and what should come out.
    start : State
        The state before the first character.
    net : Net
        The parameters before the update.
    gradients : dict of str to ndarray
        The clipped gradients of the reference, for the rounding of the update.
    rate : float
        The learning rate.

    Returns
    -------
    StepBound
        Errors under ``loss``, ``a_last``, ``dWax`` ... ``dby``, ``Wax`` ... ``by``. Clipping does not enlarge an error.
    """
    states = [start]
    outputs = []
    for x in X:
        states.append(advance(net, x, states[-1]))
        outputs.append(scores(net, states[-1]))
    errors: dict[str, float] = {"loss": _loss_error(outputs, Y), "a_last": states[-1].error}
    if not np.isfinite(errors["loss"]):
        return StepBound(dict.fromkeys(_sources(), np.inf), states[-1])
    errors |= _gradient_errors(states, outputs, Y, net)
    for name in PARAMETERS:
        weight, gradient = norm(net.parameters[name]), norm(gradients["d" + name])
        size = weight + net.drift[name] + rate * (gradient + errors["d" + name])
        errors[name] = float(net.drift[name] + rate * errors["d" + name] + 2 * gamma(2) * size) * SLACK
    return StepBound(errors, states[-1])


def _sources() -> list[str]:
    """Return the names of all that a step gives."""
    return ["loss", "a_last", *("d" + name for name in PARAMETERS), *PARAMETERS]


def _loss_error(outputs: Sequence[tuple[Array, float]], Y: Sequence[int]) -> float:
    """Bound the error of the sum of -log y."""
    total = error = 0.0
    for (y, log_error), symbol in zip(outputs, Y):
        one = -float(log(y[symbol : symbol + 1])[0])
        error += log_error + FUNCTION_ULPS * ULP * (one + log_error)
        total += one + log_error
    return (error + gamma(len(outputs) + 1) * (total + error)) * SLACK


def _gradient_errors(
    states: Sequence[State], outputs: Sequence[tuple[Array, float]], Y: Sequence[int], net: Net
) -> dict[str, float]:
    """Walk back from the last step to the first and add up every gradient's error."""
    Waa, Wya = net.parameters["Waa"], net.parameters["Wya"]
    symbols, hidden = Wya.shape
    steps = len(outputs)
    errors = dict.fromkeys(("dWax", "dWaa", "dWya", "db", "dby"), 0.0)
    sizes = dict.fromkeys(errors, 0.0)
    dz, dz_error = np.zeros(hidden), 0.0
    for t in reversed(range(steps)):
        y, log_error = outputs[t]
        dy = y.copy()
        dy[Y[t]] -= 1
        dy_error = _expm1(log_error) * norm(y) + ROUND * (norm(dy) + 2 * log_error)
        size = norm(matmul(np.abs(Wya.T) + net.drift["Wya"], np.abs(dy) + dy_error))
        size += norm(matmul(np.abs(Waa.T) + net.drift["Waa"], np.abs(dz) + dz_error))
        da = matmul(Wya.T, dy) + matmul(Waa.T, dz)
        da_error = net.wya * dy_error + net.drift["Wya"] * (norm(dy) + dy_error) + net.waa * dz_error
        da_error += net.drift["Waa"] * (norm(dz) + dz_error) + gamma(symbols + hidden + 2) * size

        now, before = states[t + 1], states[t]
        slope = 1 - now.a * now.a
        bend = 2 * now.error + now.error**2 + 4 * ROUND * np.sqrt(hidden)
        dz = slope * da
        dz_error = (slope.max() + bend) * da_error + bend * (np.abs(da).max() + da_error)
        dz_error = (dz_error + 2 * ROUND * (norm(dz) + dz_error)) * SLACK

        wide, high, early = norm(dy) + dy_error, norm(dz) + dz_error, norm(before.a) + before.error
        late = norm(now.a) + now.error
        for name, error, largest in (
            ("dby", dy_error, wide),
            ("dWya", dy_error * late + wide * now.error, wide * late),
            ("db", dz_error, high),
            ("dWax", dz_error, high),
            ("dWaa", dz_error * early + high * before.error, high * early),
        ):
            errors[name] += float(error)
            sizes[name] += float(largest)
    return {name: (errors[name] + gamma(steps + 2) * sizes[name]) * SLACK for name in errors}
