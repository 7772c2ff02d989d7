"""Five models of one text, each a small step from the last, from three characters to a stateful LSTM."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from beyond import layers, training

N_FACTORS = 42


@dataclass(frozen=True)
class Model:
    """One model of the series and how it is trained.

    Attributes
    ----------
    name : str
        The published name.
    cell : str
        ``"loop"`` (dense layers applied by hand), ``"rnn"`` or ``"lstm"``.
    n_chars, n_hidden, batch : int
        Window length, hidden units, windows a step.
    stateful : bool
        Whether the state is carried from one batch to the next (and every character of a window is predicted).
    stride : int
        Characters from one window to the next; a stateful model's windows follow one another.
    schedule : tuple of (int, float)
        Epochs and learning rates, in order.
    """

    name: str
    cell: str
    n_chars: int
    n_hidden: int
    batch: int
    stateful: bool
    stride: int
    schedule: tuple[tuple[int, float], ...]

    @property
    def rates(self) -> list[float]:
        """The learning rate of each epoch."""
        return [rate for epochs, rate in self.schedule for _ in range(epochs)]


MODELS = {
    model.name: model
    for model in (
        Model("Char3Model", "loop", 3, 256, 512, False, 3, ((3, 0.01),)),
        Model("CharLoopModel", "loop", 8, 256, 512, False, 1, ((5, 0.001),)),
        Model("CharRnn", "rnn", 8, 256, 512, False, 1, ((5, 0.001), (3, 0.0001))),
        Model("CharStatefulRnn", "rnn", 8, 256, 64, True, 8, ((8, 0.001), (3, 0.0001))),
        Model("CharStatefulLSTM", "lstm", 8, 512, 64, True, 8, ((20, 0.001), (20, 0.0001))),
    )
}


class Snapshot(NamedTuple):
    """The state of a training run.

    Attributes
    ----------
    weights : dict
    history : list of dict
        An entry an epoch: ``loss`` (its mean in nats, as Keras prints it), ``rate``, ``seconds``, ``cpu_seconds``.
    done : float
        The share of the current epoch that is over.
    """

    weights: dict[str, Any]
    history: list[dict]
    done: float


def initialize(model: Model, n_symbols: int, seed: int = 0) -> dict[str, Any]:
    """Draw weights as Keras would: ``embedding`` ``(V, F)``, ``input`` (loop only), ``hidden`` and ``output``."""
    keys = jax.random.split(jax.random.key(seed), 4)
    weights: dict[str, Any] = {
        "embedding": jax.random.uniform(keys[0], (n_symbols, N_FACTORS), minval=-0.05, maxval=0.05),
        "output": layers.dense(keys[3], model.n_hidden, n_symbols),
    }
    if model.cell == "loop":
        weights["input"] = layers.dense(keys[1], N_FACTORS, model.n_hidden)
        weights["hidden"] = layers.dense(keys[2], model.n_hidden, model.n_hidden)
    else:
        gates = 4 if model.cell == "lstm" else 1
        weights["hidden"] = layers.recurrent(keys[1], N_FACTORS, model.n_hidden, gates)
    return weights


def blank_state(model: Model, batch: int) -> Any:
    """Return the state before the first character: zeros ``(B, H)``, twice for an LSTM."""
    zeros = jnp.zeros((batch, model.n_hidden))
    return (zeros, zeros) if model.cell == "lstm" else zeros


def drives(model: Model, weights: dict[str, Any]) -> Array:
    """Return what each symbol adds to the hidden units, ``(V, gates * H)``; reading a symbol is looking up its row.

    The hand-made loop adds a symbol's ``c`` to the state and multiplies the sum: ``(h + c) @ K`` is ``h @ K + c @ K``.
    So it is a recurrent network already, one that uses the same matrix for what it reads and what it remembers.
    """
    hidden = weights["hidden"]
    if model.cell == "loop":
        c = jax.nn.relu(weights["embedding"] @ weights["input"]["kernel"] + weights["input"]["bias"])  # (V, H)
        return c @ hidden["kernel"] + hidden["bias"]
    return weights["embedding"] @ hidden["kernel"] + hidden["bias"]


def forward(model: Model, weights: dict[str, Any], state: Any, symbols: Array) -> tuple[Array, Any]:
    """Read windows of symbols and return the logits after each of them.

    Parameters
    ----------
    model, weights
        A model and its weights.
    state
        What :func:`blank_state` or an earlier call returned.
    symbols : Array
        ``(B, T)`` integers.

    Returns
    -------
    logits : Array
        ``(T, B, V)`` of a stateful model; of the others ``(1, B, V)``, after the last symbol alone.
    state
        The state after the last symbol.
    """
    take = layers.lstm_step if model.cell == "lstm" else layers.rnn_step
    hidden = weights["hidden"]
    if model.cell == "loop":
        hidden = {"recurrent": hidden["kernel"]}

    def step(state, drive):
        state = take(hidden, state, drive)
        return state, state[0] if model.cell == "lstm" else state

    drive = drives(model, weights)[symbols.T]  # (T, B, gates * H)
    if not model.stateful:  # from a state of zeros, the first step has nothing to multiply
        state, drive = jnp.tanh(drive[0]), drive[1:]
    state, outputs = jax.lax.scan(step, state, drive)
    if not model.stateful:
        outputs = outputs[-1:]
    return outputs @ weights["output"]["kernel"] + weights["output"]["bias"], state


def loss(model: Model) -> training.Loss:
    """Return the model's loss in nats a prediction: every character's if it is stateful, else only the last one's."""

    def value(weights, state, symbols, targets):
        logits, after = forward(model, weights, state, symbols)
        if model.stateful:  # the state goes on, the gradient does not: truncated backpropagation through time
            return layers.cross_entropy(logits, targets.T).mean(), jax.lax.stop_gradient(after)
        return layers.cross_entropy(logits[-1], targets).mean(), state

    return value


def windows(model: Model, indices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cut a text into a model's windows and their targets.

    Parameters
    ----------
    model : Model
    indices : ndarray
        ``(characters,)`` integers.

    Returns
    -------
    inputs, targets : ndarray
        Not stateful: ``(windows, n_chars)`` and ``(windows,)``. Stateful: ``(windows, n_chars)`` twice, in the order in
        which row ``i + batch`` continues row ``i``.
    """
    n = model.n_chars
    if not model.stateful:
        starts = np.arange(0, len(indices) - n, model.stride)
        return indices[starts[:, None] + np.arange(n)], indices[starts + n]
    length = len(indices) // model.batch
    count = (length - 1) // n
    segments = indices[: length * model.batch].reshape(model.batch, length)  # one stream a row
    inputs = segments[:, : count * n].reshape(model.batch, count, n).swapaxes(0, 1)
    targets = segments[:, 1 : count * n + 1].reshape(model.batch, count, n).swapaxes(0, 1)
    return inputs.reshape(-1, n), targets.reshape(-1, n)


def batches(model: Model, indices: np.ndarray, seed: int, part: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Return one epoch's batches: ``(batches, B, ...)``; shuffled with ``seed`` unless the model is stateful.

    ``part`` trains on the first share of the windows alone. What does not fill a batch is left out.
    """
    inputs, targets = windows(model, indices)
    if not model.stateful:
        order = np.random.default_rng(seed).permutation(len(inputs))
        inputs, targets = inputs[order], targets[order]
    count = max(1, int(len(inputs) // model.batch * part))
    shape = (count, model.batch)
    used = count * model.batch
    return inputs[:used].reshape(*shape, -1), targets[:used].reshape(*shape, *targets.shape[1:])


def train(
    model: Model,
    indices: np.ndarray,
    n_symbols: int,
    epochs: int | None = None,
    part: float = 1.0,
    folder: Path | None = None,
    seed: int = 0,
) -> Iterator[Snapshot]:
    """Train a model by its published schedule, taking up where a checkpoint in ``folder`` stopped.

    ``epochs`` and ``part`` shorten it; ``seed`` draws other first weights.

    Yields
    ------
    Snapshot
        Several times an epoch, and once at the end of each (``done`` is 1 then); at once where a checkpoint was found.
    """
    weights = initialize(model, n_symbols, seed)
    optimizer = training.adam(model.rates[0])
    opt_state = optimizer.init(weights)
    history: list[dict] = []
    path = folder / f"{model.name}.npz" if folder else None
    if path and path.exists():
        (weights, opt_state), history = training.load(path, (weights, opt_state))
        yield Snapshot(weights, list(history), 1.0)
    steps = training.stepper(loss(model), optimizer)
    for number, rate in list(enumerate(model.rates[:epochs]))[len(history) :]:
        opt_state.hyperparams["learning_rate"] = jnp.asarray(rate)
        data = batches(model, indices, seed=number, part=part)
        with training.Stopwatch() as watch:
            for now in training.epoch(steps, weights, opt_state, blank_state(model, model.batch), data):
                if now.done < 1:
                    yield Snapshot(now.weights, [*history, {"loss": now.loss, "rate": rate}], now.done)
        weights, opt_state = now.weights, now.opt_state
        history.append({"loss": now.loss, "rate": rate, "seconds": watch.wall, "cpu_seconds": watch.cpu})
        if path:
            training.save(path, (weights, opt_state), history)
        yield Snapshot(weights, list(history), 1.0)
