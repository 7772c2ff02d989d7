"""Measures what the bank's attacks on memory and time take from the machine: `python -m benchmarks.hostile_memory`.

Each attack runs in a sandbox with the limits of grading, several times; the median of the peaks is told, since whatever
else the machine does meanwhile is measured as well.
"""

from __future__ import annotations

import argparse
import re
import sys
import threading
import time
from pathlib import Path

from autograder.sandbox.sandbox import Sandbox

ROOT = Path(__file__).resolve().parent.parent
BANK = ROOT / "tests" / "banks" / "hostile" / "memory_and_time.py"
INTERVAL = 0.02  # seconds between two looks


def attacks() -> dict[str, tuple[str, str]]:
    """Return the exercise and the code of each attack of the bank's file, by name."""
    parts = re.split(r"(?m)^# %% (\w+) \| (\w+) \| (\w+)\n", BANK.read_text(encoding="utf-8"))
    found = zip(*[iter(parts[1:])] * 4)
    return {name: (exercise, code) for name, exercise, place, code in found if place != "honest"}


def available() -> float:
    """Return how many megabytes of memory the machine has to give."""
    return int(re.findall(r"MemAvailable:\s+(\d+)", Path("/proc/meminfo").read_text())[0]) / 1024


class Lowest:
    """Notes how little memory was available, in the background; a context manager."""

    def __enter__(self) -> Lowest:
        self.before = self.least = available()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(INTERVAL):
            self.least = min(self.least, available())


def measure(sandbox: Sandbox, exercise: str, code: str) -> tuple[float, float, str]:
    """Run one attack; return the megabytes that it took at its peak, its seconds, and how it ended."""
    started = time.monotonic()
    with Lowest() as lowest, sandbox.job({}) as job:
        (cell,) = job.run([code])
        reason = cell.reason
        if job.alive:
            said = job.call(exercise, [{}, 1.0], timeout=5.0).problem
            reason = reason or (said.sentence if said and said.kind != "missing" else "")
    return lowest.before - lowest.least, time.monotonic() - started, reason


def main(arguments: list[str]) -> None:
    """Print a line for each attack."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="attacks to run; all where none is named")
    parser.add_argument("--times", type=int, default=3)
    chosen = parser.parse_args(arguments)
    with Sandbox() as sandbox:
        for name, (exercise, code) in attacks().items():
            if not chosen.names or name in chosen.names:
                runs = sorted(measure(sandbox, exercise, code) for _ in range(chosen.times))
                megabytes, seconds, problem = runs[len(runs) // 2]
                print(f"{name:45} {megabytes:7,.0f} MB {seconds:6.1f} s  {problem}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
