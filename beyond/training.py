"""Training that can be stopped and taken up again: an epoch as one compiled loop, a checkpoint after each."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array

# loss(weights, state, inputs, targets) -> (mean loss, new state); models without a state pass it on untouched
Loss = Callable[[Any, Any, Array, Array], tuple[Array, Any]]


class Progress(NamedTuple):
    """The state of an epoch: the share that is ``done`` and the mean ``loss`` in nats so far."""

    weights: Any
    opt_state: Any
    done: float
    loss: float


def adam(learning_rate: float) -> optax.GradientTransformation:
    """Return Adam (Kingma and Ba 2015) with Keras's ``epsilon``; the rate can be changed later in its state."""
    return optax.inject_hyperparams(optax.adam)(learning_rate=learning_rate, eps=1e-7)


def stepper(loss: Loss, optimizer: optax.GradientTransformation) -> Callable:
    """Return a compiled function that trains on several batches in a row.

    Returns
    -------
    callable
        ``steps(weights, opt_state, state, inputs, targets) -> (weights, opt_state, state, losses)``, where ``inputs``
        and ``targets`` have a leading axis of batches, ``opt_state`` is the optimizer's and ``state`` the network's.
    """

    def step(carry, batch):
        weights, opt_state, state = carry
        (value, state), gradients = jax.value_and_grad(loss, has_aux=True)(weights, state, *batch)
        updates, opt_state = optimizer.update(gradients, opt_state, weights)
        return (optax.apply_updates(weights, updates), opt_state, state), value

    @jax.jit
    def steps(weights, opt_state, state, inputs, targets):
        carry, losses = jax.lax.scan(step, (weights, opt_state, state), (inputs, targets))
        return *carry, losses

    return steps


def epoch(
    steps: Callable, weights: Any, opt_state: Any, state: Any, batches: tuple[np.ndarray, np.ndarray], chunk: int = 51
) -> Iterator[Progress]:
    """Train one epoch, chunk by chunk, so that the caller can show progress.

    Parameters
    ----------
    steps : callable
        What :func:`stepper` returned.
    weights, opt_state, state
        The network's weights, the optimizer's opt_state, the network's state before the first batch.
    batches : tuple of ndarray
        Inputs and targets, integers of shape ``(number of batches, ...)``.
    chunk : int
        Batches a compiled call; the last call may have fewer.

    Yields
    ------
    Progress
        After each chunk.
    """
    inputs, targets = batches
    total = 0.0
    for start in range(0, len(inputs), chunk):
        part = slice(start, start + chunk)
        x, y = jnp.asarray(inputs[part]), jnp.asarray(targets[part])
        weights, opt_state, state, losses = steps(weights, opt_state, state, x, y)
        total += float(losses.sum())
        done = min(start + chunk, len(inputs))
        yield Progress(weights, opt_state, done / len(inputs), total / done)


def write_json(path: Path, results: Any) -> None:
    """Write results as JSON, whole or not at all."""
    path.parent.mkdir(exist_ok=True)
    temporary = path.with_suffix(".partial")
    temporary.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(temporary, path)


def save(path: Path, tree: Any, history: list[dict]) -> None:
    """Write weights and optimizer state (any tree of arrays) with the history, whole or not at all."""
    leaves = jax.tree.leaves(tree)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".partial.npz")
    np.savez(temporary, *map(np.asarray, leaves), history=json.dumps(history))
    os.replace(temporary, path)


def load(path: Path, like: Any) -> tuple[Any, list[dict]]:
    """Read what :func:`save` wrote into a tree of the same structure.

    Raises
    ------
    ValueError
        Where the file holds other arrays than ``like`` has.
    """
    with np.load(path) as file:
        leaves = [jnp.asarray(file[f"arr_{n}"]) for n in range(len(file.files) - 1)]
        history = json.loads(str(file["history"]))
    expected = jax.tree.leaves(like)
    if [leaf.shape for leaf in leaves] != [np.shape(leaf) for leaf in expected]:
        raise ValueError(f"{path} holds the weights of another model; delete it to train from the beginning")
    return jax.tree.unflatten(jax.tree.structure(like), leaves), history


class Stopwatch:
    """Wall and CPU seconds of a ``with`` block."""

    def __enter__(self) -> Stopwatch:
        self._start = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *exception: object) -> None:
        self.wall = time.perf_counter() - self._start[0]
        self.cpu = time.process_time() - self._start[1]
