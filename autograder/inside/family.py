"""Looks after the descendants of the warm process: how much memory they hold, and that none outlives its job."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
from pathlib import Path

PAGE = resource.getpagesize()


class Family:
    """What ``/proc`` tells of our descendants; on systems without it, nothing."""

    def __init__(self) -> None:
        self._shared = 0

    def measure(self) -> None:
        """Note how much memory a copy shares with us when it is born, which is not its own."""
        self._shared = _processes().get(os.getpid(), (0, 0))[1]

    def size(self, process: int) -> tuple[int, int]:
        """Return how much a process and all that it started take.

        Parameters
        ----------
        process : int
            Its number.

        Returns
        -------
        number : int
            How many they are.
        memory : int
            The bytes they hold, beyond what each was born with.
        """
        processes = _processes()
        family = _descendants(processes, process)
        return len(family), sum(max(0, processes[member][1] - self._shared) for member in family)

    def end_rest(self, group: int, others: set[int]) -> None:
        """End what a job without walls left behind: its process group, and orphans that came to us.

        Parameters
        ----------
        group : int
            The number of the job's group.
        others : set of int
            Our children that are jobs themselves.
        """
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
        for _ in range(20):
            processes = _processes()
            ours = [child for child, (parent, _) in processes.items() if parent == os.getpid()]
            orphans = [child for child in ours if child not in others]
            for orphan in orphans:
                for member in _descendants(processes, orphan):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(member, signal.SIGKILL)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(orphan, 0)
            if not orphans:
                return


def _processes() -> dict[int, tuple[int, int]]:
    """Return for each process its parent and its resident bytes."""
    found = {}
    try:
        names = os.listdir("/proc")
    except OSError:
        return {}
    for name in names:
        if name.isdigit():
            try:
                after = Path(f"/proc/{name}/stat").read_bytes().rpartition(b")")[2].split()
            except OSError:
                continue  # it ended meanwhile
            found[int(name)] = (int(after[1]), int(after[21]) * PAGE)
    return found


def _descendants(processes: dict[int, tuple[int, int]], root: int) -> list[int]:
    """Return a process and all below it."""
    family = [root] if root in processes else []
    for member in family:
        family += [child for child, (parent, _) in processes.items() if parent == member]
    return family
