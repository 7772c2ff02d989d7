"""Reads from ``/proc`` what the processes of a job hold and have done, and ends those that it left behind."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")  # of computing time, in a second
ANONYMOUS = (b"RssAnon:", b"VmSwap:", b"VmPTE:")  # of /proc/PID/status: memory that is no file's, and its page tables
PROPORTIONAL = (b"Pss_Anon:", b"SwapPss:")  # of /proc/PID/smaps_rollup: the same, a shared page counted in parts


@dataclass(frozen=True)
class Member:
    """A process.

    Attributes
    ----------
    process, parent : int
        Its number and that of the process that started it.
    born : int
        When it started, in the kernel's ticks: with its number, its name for good.
    alive : bool
        Whether it still runs (or waits only to be noticed by its parent).
    threads : int
        How many it has.
    own, reaped : float
        Seconds that it has computed, and those of its children that have ended and were waited for.
    faults : int
        How often it was given a page, be it a new one or a copy of one that it had shared.
    """

    process: int
    parent: int
    born: int
    alive: bool
    threads: int
    own: float
    reaped: float
    faults: int = 0


def processes() -> dict[int, Member]:
    """Return every process that ``/proc`` shows; none on systems without it."""
    found = {}
    try:
        names = os.listdir("/proc")
    except OSError:
        return {}
    for name in names:
        if name.isdigit():
            after = _read(f"/proc/{name}/stat").rpartition(b")")[2].split()
            if after:  # else it ended meanwhile
                own, reaped = (sum(map(int, after[at : at + 2])) / TICKS for at in (11, 13))
                alive = after[0] not in (b"Z", b"X")
                number, parent, born, threads, faults = int(name), *(int(after[at]) for at in (1, 19, 17, 7))
                found[number] = Member(number, parent, born, alive, threads, own, reaped, faults)
    return found


def descendants(everybody: dict[int, Member], root: int) -> list[Member]:
    """Return a process and all below it."""
    children: dict[int, list[Member]] = {}
    for member in everybody.values():
        children.setdefault(member.parent, []).append(member)
    family = [everybody[root]] if root in everybody else []
    for member in family:
        family += children.get(member.process, [])
    return family


def threads_of(process: int) -> list[int]:
    """Return the numbers of a process's threads."""
    try:
        return [int(name) for name in os.listdir(f"/proc/{process}/task")]
    except OSError:
        return []


def waited(process: int, thread: int) -> float:
    """Return for how many seconds a thread was ready to compute and had no processor."""
    parts = _read(f"/proc/{process}/task/{thread}/schedstat").split()
    return int(parts[1]) / 1e9 if len(parts) == 3 else 0.0


def anonymous(process: int) -> int:
    """Return how many bytes a process holds that are no file's, those that it shares since its birth among them."""
    return _sum(_read(f"/proc/{process}/status"), ANONYMOUS)


def proportional(process: int) -> int | None:
    """Return the same with each page divided by the number of those who share it, None where the kernel will not say.

    It takes a millisecond for 50 MB.
    """
    text = _read(f"/proc/{process}/smaps_rollup")
    return _sum(text, PROPORTIONAL) if PROPORTIONAL[0] in text else None


def local_sockets(process: int) -> int:
    """Return how many local sockets there are in a process's network, its own or waiting or on their way."""
    return max(0, _read(f"/proc/{process}/net/unix").count(b"\n") - 1)


def end_rest(group: int, others: set[int]) -> None:
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
        everybody = processes()
        orphans = [m.process for m in everybody.values() if m.parent == os.getpid() and m.process not in others]
        for orphan in orphans:
            for member in descendants(everybody, orphan):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(member.process, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(orphan, 0)
        if not orphans:
            return


def _sum(text: bytes, names: Iterable[bytes]) -> int:
    """Return the sum of some lines of kilobytes, in bytes."""
    lines = (line.split() for line in text.splitlines() if line.startswith(tuple(names)))
    return sum(int(parts[1]) << 10 for parts in lines)


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""
