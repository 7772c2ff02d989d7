"""The fast way to train: the course's network and order of names, at many times the speed, the same bits everywhere.

What is learned is what the readable functions learn, up to rounding, for as long as rounding allows. Beyond that it
is this engine's own run, and that run is the same on every machine: see `kernels` for how.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import arguments
from ..arguments import described
from ..text import encode, read_names, vocabulary
from ..training import History, smooth
from . import elementary
from .elementary import Array
from .numpy_backend import LANES

if TYPE_CHECKING:
    from .kernels import Weights, Workspace

CHUNK = {True: 1000, False: 50}  # names trained on in one call, which nothing interrupts: compiled, and not
NAMES_FOR_INITIAL_LOSS = 7  # the published course starts the running loss at that of seven symbols

Callback = Callable[[int, float, dict[str, Array]], Any]


@dataclass
class TrainingHistory(History):
    """The record of a run of `train`: that of `History`, and the loss of every name.

    Attributes
    ----------
    each : ndarray of float64, shape (steps,)
        The loss of each name when it was read, in nats.
    vocabulary : dict of str to int
        The index of each symbol.
    compiled : bool
        Whether Numba ran it, or NumPy.
    interrupted : bool
        Whether it was stopped from the keyboard before its end.
    """

    each: Array = field(default_factory=lambda: np.zeros(0))
    vocabulary: dict[str, int] = field(default_factory=dict)
    compiled: bool = False
    interrupted: bool = False


def train(
    names: str | Sequence[str],
    num_iterations: int = 35000,
    n_a: int = 50,
    learning_rate: float = 0.01,
    seed: int = 0,
    callback: Callback | None = None,
    every: int = 2000,
) -> tuple[dict[str, Array], TrainingHistory]:
    """Train the network on names, one after the other.

    Parameters
    ----------
    names : str or sequence of str
        A text with one name a line, or the names.
    num_iterations : int
        How many names to train on, starting over at the end of the list.
    n_a : int
        Hidden units (H).
    learning_rate : float
        Learning rate of gradient descent.
    seed : int
        Seed of the shuffling, and, plus 1, of the first weights. 0 gives the order and the weights of the published
        course.
    callback : callable, optional
        ``callback(j, loss, parameters)`` is called after step 0 and every `every` steps after it, with the running
        loss and a copy of the parameters. If it returns a list of names, the history notes them.
    every : int
        Steps between two entries of the history.

    Returns
    -------
    parameters : dict of str to ndarray of float64
        ``Wax (H, V)``, ``Waa (H, H)``, ``Wya (V, H)``, ``b (H, 1)``, ``by (V, 1)``.
    history : TrainingHistory
        The running loss and the names noted; interrupted from the keyboard, `train` returns both as they stood after
        the last step that `history.each` has.

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it should be, or the weights have run away.

    Notes
    -----
    The first run on a machine compiles for some seconds, and later ones load what it kept. Without Numba the same is
    done by NumPy, about a hundred times slower, with the same bits.

    Examples
    --------
    >>> parameters, history = train(["anzu", "mei", "tawa"], num_iterations=20, n_a=4, every=10)
    >>> parameters["Waa"].shape, history.iterations
    ((4, 4), [0, 10])
    """
    examples = _examples(names)
    _check(num_iterations, n_a, learning_rate, seed, every, callback)
    char_to_ix, _ = vocabulary("\n".join(examples))
    run = _Trainer(examples, char_to_ix, n_a, learning_rate, seed)
    history = TrainingHistory(vocabulary=char_to_ix, compiled=run.compiled)
    each = np.zeros(num_iterations)
    loss = float(elementary.log(np.array(float(len(char_to_ix))))) * NAMES_FOR_INITIAL_LOSS
    kept = 0, run.parameters()
    try:
        while (done := kept[0]) < num_iterations:
            stop = min(done + -done % every + 1, done + run.chunk, num_iterations)
            run.learn(done, each[done:stop])
            kept = stop, run.parameters()
            if not np.isfinite(each[done:stop]).all():
                raise ValueError(f"the weights ran away before step {stop}: learning_rate {learning_rate} is too large")
            for of_a_name in each[done:stop].tolist():
                loss = smooth(loss, of_a_name)
            if (stop - 1) % every == 0:
                history.add(stop - 1, loss, (callback and callback(stop - 1, loss, run.parameters())) or [])
    except KeyboardInterrupt:  # the step that was under way is lost; all before it is kept
        history.interrupted = True
    history.each = each[: kept[0]]
    return kept[1], history


class _Trainer:
    """The state of a training run: the weights and the names in the layout of the kernels."""

    def __init__(self, names: list[str], char_to_ix: dict[str, int], n_a: int, rate: float, seed: int) -> None:
        from . import kernels  # only now: importing Numba takes a second

        self.kernels, self.compiled, self.chunk = kernels, kernels.COMPILED, CHUNK[kernels.COMPILED]
        self.units, self.rate = n_a, float(rate)
        np.random.RandomState(seed).shuffle(names)
        self.letters = np.array(encode("\n".join([*names, ""]), char_to_ix), dtype=np.int64)
        self.starts = np.cumsum([0] + [len(name) + 1 for name in names], dtype=np.int64)
        self.weights = self._first_weights(len(char_to_ix), seed + 1)
        self.workspace = self._workspace(len(char_to_ix), int(np.diff(self.starts).max()))

    def _first_weights(self, V: int, seed: int) -> Weights:
        H = self.units
        W = _whole(H)
        normal = 0.01 * _normals(2 * H * V + H * H, np.random.RandomState(seed))
        Wax, Waa, Wya = np.split(normal, [H * V, H * V + H * H])
        empty = (_empty(*shape) for shape in ((V, W), (W, W), (W, W), (V, W), (1, W), (V, LANES)))
        weights = self.kernels.Weights(*empty)
        weights.WaxT[:, :H] = Wax.reshape(H, V).T
        weights.Waa[:H, :H] = Waa.reshape(H, H)
        weights.WaaT[:] = weights.Waa.T
        weights.Wya[:, :H] = Wya.reshape(V, H)
        return weights

    def _workspace(self, V: int, T: int) -> Workspace:
        W, S = _whole(self.units), _whole(T)
        shapes = ((S + 1, W), (W, S), (V, S), (1, S), (1, S), (1, S), (S, W), (V, W), (S, S))
        arrays: list[Any] = [*(_empty(*shape) for shape in shapes), self.units]
        workspace = self.kernels.Workspace(*arrays)
        workspace.ones[:] = 1.0
        return workspace

    def learn(self, first: int, losses: Array) -> None:
        """Train on the next ``len(losses)`` names and store their losses."""
        with np.errstate(all="ignore"):  # the caller looks at the losses
            self.kernels.run(self.weights, self.workspace, self.letters, self.starts, self.rate, first, losses)

    def parameters(self) -> dict[str, Array]:
        """Copy the weights, in the shapes of the course."""
        w, H = self.weights, self.units
        views = {
            "Wax": w.WaxT[:, :H].T,
            "Waa": w.Waa[:H, :H],
            "Wya": w.Wya[:, :H],
            "b": w.b[:, :H].T,
            "by": w.by[:, :1],
        }
        return {name: np.array(view, order="C") for name, view in views.items()}


def _whole(size: int) -> int:
    """Round up to whole vectors."""
    return (size + LANES - 1) // LANES * LANES


def _empty(rows: int, columns: int) -> Array:
    """Make a matrix of zeros that is aligned to the processor's cache lines (64 bytes)."""
    buffer = np.zeros(rows * columns + LANES)
    start = -buffer.ctypes.data % 64 // 8
    return buffer[start : start + rows * columns].reshape(rows, columns)


def _normals(count: int, rng: np.random.RandomState) -> Array:
    """Draw as ``rng.randn(count)`` does, from the same uniform numbers, but with a logarithm that has the same bits
    everywhere: G. Marsaglia's polar method.
    """
    found: list[Array] = []
    while sum(map(len, found)) < count:
        points = 2.0 * rng.random_sample((count, 2)) - 1.0
        size = points[:, 0] * points[:, 0] + points[:, 1] * points[:, 1]
        inside = (size < 1.0) & (size > 0.0)
        scale = np.sqrt(-2.0 * elementary.log(size[inside]) / size[inside])
        found.append((scale[:, None] * points[inside, ::-1]).ravel())
    return np.concatenate(found)[:count]


def _examples(names: str | Sequence[str]) -> list[str]:
    """Take a text or a list of names, and refuse anything else in a sentence."""
    if isinstance(names, str):
        return read_names(names)
    if not isinstance(names, Sequence) or isinstance(names, bytes):
        raise TypeError(f"names should be a text with one name a line, or a list of names; it is {described(names)}")
    return read_names("\n".join(arguments.strings("names", names)))


def _check(num_iterations: int, n_a: int, learning_rate: float, seed: int, every: int, callback: Any) -> None:
    """Refuse numbers that make no sense, in a sentence that says which would."""
    whole = {"num_iterations": (num_iterations, 0), "seed": (seed, 0), "every": (every, 1)}
    for name, (value, least) in whole.items():
        arguments.whole(name, value, least)
    arguments.whole("n_a", n_a, 1, arguments.MAX_SIZE)
    if not isinstance(learning_rate, (int, float, np.number)) or not 0 < learning_rate < math.inf:
        raise ValueError(f"learning_rate is {learning_rate!r}, and should be a positive number; 0.01 is the course's")
    if callback is not None and not callable(callback):
        raise TypeError(f"callback is {callback!r}, and should be a function of the step, the loss and the parameters")
