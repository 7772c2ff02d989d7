"""A control group (version 2) around each sandbox, where the user may make one: a second hand on memory and processes.

The fork server counts what a notebook takes, up to 50 times a second. A group counts in the kernel, at once, and also
what no process shows: page tables, socket buffers, the private disk. It can be made where one's own group, or one above
it, hands its controllers down and may be written to: as root of a machine, or as a user in a slice that systemd has
delegated.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import time
from pathlib import Path

from .limits import Limits

MOUNT = Path("/sys/fs/cgroup")
SERVER_BYTES = 160 << 20  # for Python, NumPy, IPython (93 MB resident) and what the kernel holds for them
SERVER_PROCESSES = 8  # bubblewrap's own, and the fork server
WEIGHT = 50  # of 100 that every other group has: the grader's own process comes first
EMPTY_SECONDS = 2.0  # seconds until what was ended must be gone
NEEDED = {"memory", "pids"}
_numbers = itertools.count(1)


class ControlGroup:
    """A control group that exists.

    Parameters
    ----------
    folder : Path
        Where it is to be made, below a group that hands memory and processes down.
    limits : Limits
        What one job may use; the group gets as much, and what the fork server needs.

    Raises
    ------
    OSError
        It cannot be made.
    """

    def __init__(self, folder: Path, limits: Limits) -> None:
        folder.mkdir()
        self.folder = folder
        self._kills = 0
        try:
            self._set("memory.max", limits.memory_bytes + limits.file_bytes + SERVER_BYTES)
            self._set("pids.max", limits.processes + SERVER_PROCESSES)
            for name, value in (("memory.swap.max", 0), ("cpu.weight", WEIGHT)):
                with contextlib.suppress(OSError):  # a kernel without swap, a parent that keeps its processors
                    self._set(name, value)
        except OSError:
            self.remove()
            raise

    def within(self, line: list[str]) -> list[str]:
        """Return a command that enters the group and becomes another command.

        Parameters
        ----------
        line : list of str
            The other command.
        """
        return ["/bin/sh", "-c", 'echo 0 2>/dev/null > "$0"; exec "$@"', str(self.folder / "cgroup.procs"), *line]

    def holds(self) -> bool:
        """Tell whether a process is in the group."""
        return bool((self.folder / "cgroup.procs").read_text().strip())

    def ran_out_of_memory(self) -> bool:
        """Tell whether the kernel has ended a process for memory since this was last asked."""
        with contextlib.suppress(OSError, ValueError):
            events = dict(line.split() for line in (self.folder / "memory.events").read_text().splitlines())
            before, self._kills = self._kills, int(events.get("oom_kill", 0))
            return self._kills > before
        return False

    def remove(self) -> None:
        """End whatever is left in the group, and the group."""
        with contextlib.suppress(OSError):
            descriptor = os.open(self.folder / "cgroup.kill", os.O_WRONLY)
            with os.fdopen(descriptor, "w") as file:
                file.write("1")
        until = time.monotonic() + EMPTY_SECONDS
        while self.folder.exists() and time.monotonic() < until:
            with contextlib.suppress(OSError):  # busy until the last process is gone
                self.folder.rmdir()
                return
            time.sleep(0.01)

    def _set(self, name: str, value: int) -> None:
        (self.folder / name).write_text(str(value))


def parent(mount: Path = MOUNT, membership: Path = Path("/proc/self/cgroup")) -> Path | None:
    """Return the nearest group in which this process may make one that bounds memory and processes.

    Parameters
    ----------
    mount : Path
        Where the kernel shows its groups.
    membership : Path
        The kernel's note of which group this process is in.

    Returns
    -------
    Path or None
        None where there is none: version 1, a system without groups, or nothing that may be written to.
    """
    try:
        [own] = [line[3:] for line in membership.read_text().splitlines() if line.startswith("0::")]
    except (OSError, ValueError):
        return None
    place = mount / own.lstrip("/")
    for folder in (place, *place.parents):
        if not folder.is_relative_to(mount):
            return None
        if _hands_down(folder) and all(os.access(path, os.W_OK) for path in (folder, folder / "cgroup.procs")):
            return folder
    return None


def group(limits: Limits) -> ControlGroup | None:
    """Make a control group for a sandbox, None where none can be made.

    Parameters
    ----------
    limits : Limits
        What one job may use.
    """
    above = parent()
    if above is None:
        return None
    try:
        return ControlGroup(above / f"island-{os.getpid()}-{next(_numbers)}", limits)
    except OSError:
        return None


def _hands_down(folder: Path) -> bool:
    """Tell whether groups in this one may bound memory and processes; let them where only a word is missing.

    The kernel refuses that word where processes are in the group itself, but for the uppermost one.
    """
    control = folder / "cgroup.subtree_control"
    with contextlib.suppress(OSError):
        if not set(control.read_text().split()) >= NEEDED:
            control.write_text("+memory +pids")
            with contextlib.suppress(OSError):
                control.write_text("+cpu")
        return set(control.read_text().split()) >= NEEDED
    return False
