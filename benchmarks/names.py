"""Generation: many names at once, against the published loop that draws them letter by letter."""

from __future__ import annotations

from benchmarks import published
from benchmarks.measure import Rival, Row, compare
from utils.corpora import load_dinosaurs
from utils.engine import train
from utils.generation import generate


def rows(n_a: int, rounds: int, count: int) -> list[Row]:
    """Compare both on a network trained for 10,000 steps.

    Parameters
    ----------
    n_a : int
        Hidden units.
    rounds : int
        Turns for each.
    count : int
        Names that `generate` makes in a turn; the published loop makes a thirtieth of them.

    Returns
    -------
    list of Row
        The published loop first.
    """
    parameters, _ = train(load_dinosaurs(), 10_000, n_a)
    few = max(1, count // 30)

    def one_by_one() -> None:
        for seed in range(few):
            published.sample(parameters, 0, 1000 * seed)

    rivals = [
        Rival("published loop", one_by_one, few),
        Rival(f"generate, {count:,} at once", lambda: generate(parameters, count), count),
    ]
    return compare(f"generation, {n_a} units", "name", rivals, rounds)
