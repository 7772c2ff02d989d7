"""Measuring side by side: the rivals take turns, so that whatever else the machine does slows all of them alike."""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Rival:
    """One of those that are compared.

    Attributes
    ----------
    name : str
        What the table calls it.
    run : callable or None
        Does some of the work; None where it cannot be run here.
    work : float
        How many units of work a call of `run` does (training steps, names).
    why_not : str
        Why it cannot be run here.
    """

    name: str
    run: Callable[[], Any] | None
    work: float = 1.0
    why_not: str = ""


@dataclass
class Row:
    """A line of the table: seconds for a unit of work, and how many times faster than the peer that is.

    Attributes
    ----------
    group, name, unit : str
        What was compared, who it was, and what a unit of its work is.
    cpu, wall : float or None
        Median seconds for a unit; None where it was not run.
    cpu_ratio, wall_ratio : float or None
        Median over the rounds of the peer's seconds by its own, both of the same round.
    note : str
        What else there is to say.
    """

    group: str
    name: str
    unit: str
    cpu: float | None = None
    wall: float | None = None
    cpu_ratio: float | None = None
    wall_ratio: float | None = None
    note: str = ""


@dataclass
class Results:
    """All rows of a run, and the machine it ran on."""

    machine: dict[str, Any] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Give all as plain data."""
        return asdict(self)


def compare(group: str, unit: str, rivals: Sequence[Rival], rounds: int) -> list[Row]:
    """Let the rivals take turns.

    Parameters
    ----------
    group, unit : str
        For the rows.
    rivals : sequence of Rival
        The first is the peer that the others are compared with.
    rounds : int
        Turns for each, after one that does not count.

    Returns
    -------
    list of Row
        One for each rival, in order.
    """
    there = [rival for rival in rivals if rival.run]
    times: dict[str, list[tuple[float, float]]] = {rival.name: [] for rival in there}
    for turn in range(rounds + 1):
        for rival in there:
            taken = _timed(rival)
            if turn:  # the first turn compiles, and fills caches
                times[rival.name].append(taken)
    peer = times[rivals[0].name]
    return [_row(group, unit, rival, times.get(rival.name), peer) for rival in rivals]


def _timed(rival: Rival) -> tuple[float, float]:
    assert rival.run
    cpu, wall = time.process_time(), time.perf_counter()
    rival.run()
    return (time.process_time() - cpu) / rival.work, (time.perf_counter() - wall) / rival.work


def _row(
    group: str, unit: str, rival: Rival, own: list[tuple[float, float]] | None, peer: list[tuple[float, float]]
) -> Row:
    if not own:
        return Row(group, rival.name, unit, note=rival.why_not)
    cpu, wall = (statistics.median(pair[n] for pair in own) for n in (0, 1))
    cpu_ratio, wall_ratio = (statistics.median(p[n] / o[n] for p, o in zip(peer, own)) for n in (0, 1))
    return Row(group, rival.name, unit, cpu, wall, cpu_ratio, wall_ratio)


def machine() -> dict[str, Any]:
    """Say what machine this is, and how busy it was with other things."""
    import numpy as np

    cpu = platform.processor() or platform.machine()
    if (info := Path("/proc/cpuinfo")).exists():
        cpu = next((line.split(":")[1].strip() for line in info.read_text().splitlines() if "model name" in line), cpu)
    return {
        "processor": cpu,
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": sys.version.split()[0],
        "numpy": np.__version__,
        "load": [round(load, 2) for load in os.getloadavg()] if hasattr(os, "getloadavg") else None,
    }
