"""The roofline: what share of the processor's unfused multiplications and additions the engine turns into training."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from benchmarks.measure import Row
from utils.corpora import load_dinosaurs
from utils.engine import train
from utils.text import read_names

SIDE = 500
CHAINS = 12  # independent sums in registers: more than the processor needs to stay busy


def rows(n_a: int, rounds: int, steps: int) -> list[Row]:
    """Measure the peak and the engine in turns.

    Parameters
    ----------
    n_a : int
        Hidden units.
    rounds : int
        Turns for each.
    steps : int
        Names that the engine reads in a turn.

    Returns
    -------
    list of Row
        The peak, in seconds for a thousand million operations, and the engine's, counting only those that the
        mathematics asks for: one multiplication and one addition for each weight, step and direction.
    """
    names = read_names(load_dinosaurs())
    try:
        chains = _chains()
    except ImportError:
        return [Row("roofline", "engine", "10^9 operations", note="numba is not installed")]
    letters = len({c for name in names for c in name}) + 1
    lengths = np.array([len(name) + 1 for name in names])
    a_name = 2 * 3 * (n_a * n_a + n_a * letters) * lengths.mean()
    out = np.zeros((SIDE, 8))
    peak, engine = [], []
    for turn in range(rounds + 1):
        times = [time.process_time()]
        chains(out, 0.999)
        times.append(time.process_time())
        train(names, steps, n_a)
        times.append(time.process_time())
        if turn:
            peak.append((times[1] - times[0]) / (SIDE * SIDE * CHAINS * 8 * 2) * 1e9)
            engine.append((times[2] - times[1]) / (steps * a_name) * 1e9)
    share = float(np.median(np.array(peak) / np.array(engine)))
    how = f"{CHAINS} chains of x * m + c in registers, not fused: {1 / np.median(peak):.1f} thousand million a second"
    return [
        Row("roofline", "peak of one core", "10^9 operations", float(np.median(peak)), None, 1.0, None, how),
        Row(
            "roofline",
            f"engine, {n_a} units",
            "10^9 operations",
            float(np.median(engine)),
            None,
            share,
            None,
            f"{share:.0%} of the peak",
        ),
    ]


def _chains() -> Any:
    """Compile a loop that does nothing but multiply and add, in registers; it goes SIDE * SIDE rounds."""
    from numba import njit

    from utils.engine.compiled import operation, steps
    from utils.engine.vectors import Matrix, Variable, Vector

    @operation
    def go_round(builder: Any, out: Matrix, factor: Vector) -> None:
        chains = [Variable(factor + float(n)) for n in range(CHAINS)]
        with steps(builder, out.rows), steps(builder, out.rows):
            for chain in chains:
                chain.set(chain.get() * factor + 0.001)
        for chain in chains:
            out.store(out.load() + chain.get())

    return njit(lambda out, factor: go_round(out, factor))
