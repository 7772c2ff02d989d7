"""Training: one name read, judged, walked back and learned from, by everyone who can.

The readable functions are compared alone, ``rnn_forward``, ``rnn_backward`` and ``update_parameters``: clipping is the
students' own, and costs both sides the same. Everyone else trains as the course does, with clipping.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from benchmarks import published
from benchmarks.measure import Rival, Row, compare
from utils.corpora import load_dinosaurs
from utils.engine import train
from utils.network import rnn_backward, rnn_forward, update_parameters
from utils.step import initialize_parameters
from utils.text import read_names, vocabulary

CHUNK = 100  # names in a call of JAX
NAMES = ("Wax", "Waa", "Wya", "b", "by")


def rows(n_a: int, rounds: int, steps: int) -> list[Row]:
    """Compare everyone at a number of hidden units.

    Parameters
    ----------
    n_a : int
        Hidden units.
    rounds : int
        Turns for each.
    steps : int
        Names that the published way reads in a turn; the fast ones read more, so that their turns last as long.

    Returns
    -------
    list of Row
        Two groups, and in each the published way first, which is the peer of all.
    """
    names = read_names(load_dinosaurs())
    char_to_ix, _ = vocabulary("\n".join(names))
    pairs, V = published.examples(names, char_to_ix), len(char_to_ix)
    readable = [
        Rival("published", _taking_steps(_published(pairs, n_a, V, limit=None), steps), steps),
        Rival("readable utils", _taking_steps(_readable(pairs, n_a, V), 3 * steps), 3 * steps),
    ]
    whole = [
        Rival("published", _taking_steps(_published(pairs, n_a, V), steps), steps),
        Rival("engine", lambda: train(names, 70 * steps, n_a), 70 * steps),
        _optional("jax", lambda: _jax(pairs, n_a, V), steps),
        _optional("torch", lambda: _torch(pairs, n_a, V), steps),
    ]
    a_step = compare(f"forward, backward, update, {n_a} units", "name", readable, rounds)
    return a_step + compare(f"training, {n_a} units", "name", whole, rounds)


def _taking_steps(steps: Iterator[Any], count: int) -> Callable[[], None]:
    """Take so many steps at a call, going on where the last call stopped."""

    def run() -> None:
        for _ in range(count):
            next(steps)

    return run


def _optional(package: str, make: Callable[[], Iterator[Any]], count: int) -> Rival:
    """Make a rival of a package that may be missing."""
    try:
        importlib.import_module(package)
    except ImportError:
        return Rival(package, None, why_not=f"{package} is not installed")
    return Rival(package, _taking_steps(make(), count), count)


def _published(pairs: list, n_a: int, V: int, limit: float | None = 5) -> Iterator[float]:
    parameters, a, j = published.start(n_a, V), np.zeros((n_a, 1)), 0
    while True:
        X, Y = pairs[j % len(pairs)]
        loss, a = published.optimize(X, Y, a, parameters, limit)
        j += 1
        yield loss


def _readable(pairs: list, n_a: int, V: int) -> Iterator[float]:
    parameters, a, j = initialize_parameters(n_a, V, V), np.zeros((n_a, 1)), 0
    while True:
        X, Y = pairs[j % len(pairs)]
        loss, cache = rnn_forward(X, Y, a, parameters, V)
        gradients, states = rnn_backward(X, Y, parameters, cache)
        update_parameters(parameters, gradients, 0.01)
        a = states[len(X) - 1]
        j += 1
        yield loss


def _jax(pairs: list, n_a: int, V: int) -> Iterator[float]:
    """Scan over CHUNK names, and inside over the letters of each, padded to the longest: one compiled call for all."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    longest = max(len(X) for X, _ in pairs)

    def loss_of(parameters: Any, a: Any, X: Any, Y: Any, length: Any) -> Any:
        columns = jnp.concatenate((parameters["Wax"].T, jnp.zeros((1, n_a))))  # the last is read where X is None

        def walk(a: Any, step: Any) -> Any:
            x, y, t = step
            new = jnp.tanh(columns[x] + parameters["Waa"] @ a + parameters["b"][:, 0])
            scores = parameters["Wya"] @ new + parameters["by"][:, 0]
            here = t < length
            return jnp.where(here, new, a), jnp.where(here, jax.nn.logsumexp(scores) - scores[y], 0.0)

        last, losses = jax.lax.scan(walk, a, (X, Y, jnp.arange(longest)))
        return losses.sum(), last

    def learn(state: Any, name: Any) -> Any:
        (loss, a), gradients = jax.value_and_grad(loss_of, has_aux=True)(*state, *name)
        return ({key: state[0][key] - 0.01 * jnp.clip(gradients[key], -5, 5) for key in NAMES}, a), loss

    scan = jax.jit(lambda state, names: jax.lax.scan(learn, state, names))
    read = np.array([[V, *X[1:]] + [V] * (longest - len(X)) for X, _ in pairs])
    said = np.array([Y + [0] * (longest - len(Y)) for _, Y in pairs])
    lengths = np.array([len(X) for X, _ in pairs])
    state, first = (published.start(n_a, V), jnp.zeros(n_a)), 0
    while True:
        some = np.arange(first, first + CHUNK) % len(pairs)
        state, losses = scan(state, (read[some], said[some], lengths[some]))
        first += CHUNK
        yield from losses.tolist()


def _torch(pairs: list, n_a: int, V: int) -> Iterator[float]:
    """Step by step with autograd, as torch is usually written."""
    import torch

    torch.set_num_threads(1)
    start = published.start(n_a, V)
    parameters = {name: torch.tensor(start[name], requires_grad=True) for name in NAMES}
    Wax, Waa, Wya, b, by = (parameters[name] for name in NAMES)
    a, j = torch.zeros(n_a, 1, dtype=torch.float64), 0
    while True:
        X, Y = pairs[j % len(pairs)]
        scores = []
        for x in X:
            a = torch.tanh(Waa @ a + b if x is None else Wax[:, x : x + 1] + Waa @ a + b)
            scores.append(Wya @ a + by)
        loss = torch.nn.functional.cross_entropy(torch.cat(scores, 1).T, torch.tensor(Y), reduction="sum")
        gradients = torch.autograd.grad(loss, list(parameters.values()))
        with torch.no_grad():
            for parameter, gradient in zip(parameters.values(), gradients):
                parameter -= 0.01 * gradient.clamp(-5, 5)
        a = a.detach()
        j += 1
        yield float(loss.detach())
