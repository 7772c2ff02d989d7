"""Certificates: why a seeded answer is the same for every right program, on every processor and BLAS.

What is claimed
---------------
Let a *correct program* evaluate ``a = tanh(Wax x + Waa a + b)``, ``y = softmax(Wya a + by)`` and, for ``optimize``, the
loss, its gradients by back-propagation and ``W - learning_rate * gradient``, in IEEE double precision, where

* every sum may be taken in any order and in any grouping, with or without fused multiply-adds, and zeros of a one-hot
  vector may be skipped: a sum of n products is wrong by gamma_n times the sum of their absolute values at most, with
  gamma_n = n u / (1 - n u) and u = 2^-53 (Higham, *Accuracy and Stability of Numerical Algorithms*, chapter 3);
* ``exp``, ``log`` and ``tanh`` are wrong by 4 units in the last place at most;
* softmax may or may not subtract the maximum (scores stay below 300), and the cumulative distribution is a running
  sum divided by its last entry, as in ``numpy.random.choice``;
* the parameters are the same doubles for all (or as far apart as ``drift`` says, after earlier updates).

**Theorem.** Let e be a bound for the 2-norm of *computed minus exact* hidden state before a step, r one for the step's
own rounding, d = ||Waa|| e + r, and t = 4 ulp of the new state. With J = diag(1 - a^2) Waa, the Jacobian of the
step at the exact run, the new state is wrong by

    ||J|| e + max(1 - a^2) r + d^2 / 2 * 4 / (3 sqrt 3) + t

at most, since |tanh''| <= 4 / (3 sqrt 3). J is evaluated at a run in double precision and enlarged by what that run
itself may be wrong by. Carried through the scores (row norms of ``Wya``), softmax and the cumulative sum, this bounds
how far any boundary of the distribution of step t can be from its exact place. *Proof* by induction on t: as long as
all earlier draws agree, ``x`` is the same exact one-hot vector for every program, so that the bound holds for step t;
and if the draw is further from every boundary than the bound, the draw of step t agrees too. For ``optimize`` the same
errors are carried back: through ``Wya.T``, ``Waa.T`` and ``1 - a^2``, products of two wrong factors bounded to second
order; clipping has slope 1 at most. For ``model`` the error of each update is the drift of the next step. ``clip``
does not round.

We ask for more: a margin of 1,000 times the bound, where the margin of a sample is the distance of the closest draw
from a boundary, and that of numbers is their distance from the nearest known wrong answer.

Where the bound is out of reach (the published weights amplify a rounding error 2e9-fold in 50 steps) a certificate
says ``tried``: the run was repeated with 50 digits, with reordered hidden units, and with parameters moved by a
relative 1e-9; its bound is the largest distance seen among the reordered runs, and the moved ones must draw the same.
That is evidence, not proof.

Bounds and trials are computed in arithmetic that has the same bits on every machine
(:mod:`autograder.certify.portable`), so that a fixture which is certified here is certified everywhere, with the same
certificate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.feedback.outcome import Call

from .certificate import Certificate, Unsafe
from .error_bounds import PARAMETERS, ULP, Net, State, advance, cumulative, descend, scores
from .high_precision import exact_boundaries, exact_step, reordered_boundaries, reordered_step
from .portable import norm

__all__ = [
    "Certificate",
    "Unsafe",
    "bound_model",
    "bound_optimize",
    "certify_sample",
    "draw",
    "prove_sample",
    "try_optimize",
    "try_sample",
]
Array = NDArray[np.float64]
LONGEST = 50  # draws


def draw(seed: int, step: int) -> float:
    """Return the number that ``numpy.random.choice`` draws at a step: the seeds go up in twos."""
    return float(np.random.RandomState((seed + 2 * step) % 2**32).random_sample())


def prove_sample(parameters: Mapping[str, Array], newline: int, seed: int, draws: int = LONGEST) -> Certificate:
    """Bound every boundary of a name's distributions and measure how close a draw comes to one.

    Parameters
    ----------
    parameters : dict of str to ndarray
        The network's.
    newline : int
        The index that ends a name.
    seed : int
        As `sample` gets it.
    draws : int
        How many draws to look at, 50 at most; fewer certify a prefix.

    Returns
    -------
    Certificate
        ``proved``, with the bound and the margin of the step where their ratio is worst. An infinite bound is one that
        cannot be given.
    """
    net = Net.of(parameters)
    symbols, hidden = parameters["Wya"].shape
    state, x = State(np.zeros(hidden), 0.0), None
    worst = Certificate("proved", 0.0, 1.0)
    for step in range(draws):
        state = advance(net, x, state)
        y, error = scores(net, state)
        bound = cumulative(error, symbols)
        if bound >= 1:  # probabilities are never further apart: this says nothing
            return Certificate("proved", np.inf, 0.0)
        boundaries = np.cumsum(y)
        boundaries /= boundaries[-1]
        number = draw(seed, step)
        margin = float(np.abs(boundaries[:-1] - number).min(initial=1.0)) - bound  # to the exact boundary
        found = Certificate("proved", bound, margin)
        if found.times < worst.times:
            worst = found
        x = int(boundaries.searchsorted(number, side="right"))
        if x == newline:
            break
    return worst


def try_sample(
    parameters: Mapping[str, Array], newline: int, seed: int, draws: int = LONGEST, repeats: int = 10
) -> Certificate:
    """Look for a different draw by high precision, reordering and perturbation.

    Parameters and result are those of :func:`prove_sample`; the certificate says ``tried``.

    Raises
    ------
    Unsafe
        Where a run with parameters moved by a relative 1e-9 draws something else.
    """
    numbers = [draw(seed, step) for step in range(draws)]
    chosen, exact = exact_boundaries(parameters, newline, numbers)
    margin = min(float(np.abs(row[:-1] - number).min()) for row, number in zip(exact, numbers))
    bound = 0.0
    for repeat in range(repeats):
        runs = reordered_boundaries(parameters, chosen, repeat)
        bound = max(bound, *(float(np.abs(row - right).max()) for row, right in zip(runs, exact)))
        moved = reordered_boundaries(parameters, chosen, repeat, by=1e-9)
        for step, (row, index) in enumerate(zip(moved, chosen)):
            if int(row[:-1].searchsorted(numbers[step], side="right")) != index:
                raise Unsafe(f"draw {step} changes when the parameters move by a relative 1e-9: no safe fixture.")
    return Certificate("tried", bound, margin)


def certify_sample(parameters: Mapping[str, Array], newline: int, seed: int, draws: int = LONGEST) -> Certificate:
    """Certify a name: by proof where it is in reach, by trial where not.

    Returns
    -------
    Certificate
        A safe one.

    Raises
    ------
    Unsafe
        Where neither holds; the published example is such a case.
    """
    proof = prove_sample(parameters, newline, seed, draws)
    if proof.safe:
        return proof
    return try_sample(parameters, newline, seed, draws).demanded("this sample")


def bound_optimize(args: Sequence[Any], gradients: Mapping[str, Array]) -> dict[str, float]:
    """Bound all that `optimize` gives back or changes.

    Parameters
    ----------
    args : sequence
        ``X, Y, a_prev, parameters`` and, where it is given, the learning rate.
    gradients : dict of str to ndarray
        The reference's clipped gradients.

    Returns
    -------
    dict of str to float
        Largest errors under ``loss``, ``a_last``, the gradients' and the parameters' names.
    """
    X, Y, a_prev, parameters, *rate = args
    start = State(a_prev[:, 0], 0.0)
    return descend(X, Y, start, Net.of(parameters), gradients, rate[0] if rate else 0.01).errors


def try_optimize(args: Sequence[Any], repeats: int = 10) -> float:
    """Return the largest error seen when one step is run in double precision, reordered, beside one with 50 digits.

    Parameters
    ----------
    args : sequence
        As `optimize` gets them.
    repeats : int
        How many orders of the hidden units to try.

    Returns
    -------
    float
        Over all that the step gives back or changes.

    Raises
    ------
    Unsafe
        Where parameters moved by a relative 1e-9 change a result by more than a thousandth.
    """
    exact = exact_step(*args)
    worst = 0.0
    for repeat in range(repeats):
        worst = max(worst, _furthest(exact, reordered_step(args, repeat)))
        if _furthest(exact, reordered_step(args, repeat, by=1e-9)) > 1e-3:
            raise Unsafe("a result changes by more than a thousandth when the parameters move by a relative 1e-9.")
    return worst


def _furthest(one: Mapping[str, Array], other: Mapping[str, Array]) -> float:
    """Return the largest difference of any number."""
    return max(float(np.max(np.abs(one[name] - other[name]))) for name in other)


def bound_model(calls: Sequence[Call]) -> dict[str, float]:
    """Bound the parameters after a training run, from the reference's own calls to `optimize`.

    Parameters
    ----------
    calls : sequence of Call
        In order, with the parameters before and the gradients after each.

    Returns
    -------
    dict of str to float
        Largest errors under the parameters' names, one unit in the last place of the first ones included (another
        system's logarithm may draw them so).
    """
    drift = {name: ULP * norm(calls[0].args[3][name]) for name in PARAMETERS}
    state_error = 0.0
    for call in calls:
        X, Y, a_prev, parameters, rate = call.args
        step = descend(X, Y, State(a_prev[:, 0], state_error), Net.of(parameters, drift), call.result[1], rate)
        drift = {name: step.errors[name] for name in PARAMETERS}
        state_error = step.state.error
    return drift
