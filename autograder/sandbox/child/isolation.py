"""Isolates a student's process: its own namespaces, a small private disk, an unprivileged user, limits."""

from __future__ import annotations

import ctypes
import os
import resource
import secrets
import signal
from dataclasses import dataclass
from pathlib import Path

from . import seccomp

NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
NOSUID, NODEV, NOEXEC, BIND, RECURSIVE, PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
DEATH_SIGNAL, SUBREAPER, NO_NEW_PRIVILEGES, DUMPABLE = 1, 36, 38, 4  # of prctl
FILES = 128  # open at once
STACK = 16 << 20
STUDENT = 1000  # the student's number inside a user namespace

_libc = ctypes.CDLL(None, use_errno=True)
_filter = seccomp.program(os.uname().machine)


@dataclass(frozen=True)
class Walls:
    """How a student's process is shut in.

    Attributes
    ----------
    mode : str
        ``"root"`` (the fork server has root's powers: change to a real unprivileged user), ``"user"`` (it has powers
        in a user namespace alone: make a further one) or ``"open"`` (no walls, only limits).
    folder : str
        The working folder, where the private disk appears; in the mode ``"open"`` a folder for such folders.
    users : tuple of int
        The first and the last real user to choose from, in the mode ``"root"``.
    cpu_seconds, memory_bytes, processes, file_bytes : int
        The limits. Memory counts beyond what the fork server has; ``file_bytes`` is the private disk's size as well.
    """

    mode: str
    folder: str
    users: tuple[int, int]
    cpu_seconds: int
    memory_bytes: int
    processes: int
    file_bytes: int


def fork(own: int) -> int:
    """Fork, and let the child be the first process of a process namespace of its own.

    Parameters
    ----------
    own : int
        A descriptor of the caller's own process namespace, to come back to; -1 for an ordinary fork.

    Returns
    -------
    int
        As `os.fork` does: 0 in the child, its number in the parent.
    """
    if own < 0:
        return os.fork()
    _check(_libc.unshare(NEWPID), "making a process namespace")
    pid = -1
    try:
        pid = os.fork()
    finally:
        if pid:
            _check(_libc.setns(own, NEWPID), "returning from a process namespace")
    return pid


def die_with_parent() -> None:
    """Ask the kernel to end this process when the one that started it ends, and to hand it its orphans (Linux)."""
    if hasattr(_libc, "prctl"):
        _libc.prctl(DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
        _libc.prctl(SUBREAPER, 1, 0, 0, 0)


def shut_in(walls: Walls) -> None:
    """Isolate this process, irrevocably.

    Parameters
    ----------
    walls : Walls
        Which walls, and where.

    Raises
    ------
    OSError
        The system does not let us; the message names the step.
    """
    if walls.mode == "open":
        os.setsid()
        os.mkdir(own_folder(walls, os.getpid()), 0o700)
        os.chdir(own_folder(walls, os.getpid()))
    else:
        _check(_libc.unshare(NEWNS | NEWIPC | NEWNET | NEWUTS), "making namespaces")
        _private_disk(walls)
        os.chdir(walls.folder)
    os.umask(0o077)
    _limit(walls)
    if walls.mode == "open":
        return
    _become_nobody(walls)
    _check(_libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0), "giving up privileges")
    seccomp.install(_libc, _filter)


def own_folder(walls: Walls, process: int) -> str:
    """Return where a process works that has no private disk, in the mode ``"open"``."""
    return os.path.join(walls.folder, str(process))


def _check(result: int, step: str) -> None:
    """Raise what the C library noted where a call failed."""
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"{step}: {os.strerror(number)}")


def _mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    done = _libc.mount(source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode())
    _check(done, f"mounting {target}")


def _private_disk(walls: Walls) -> None:
    """Lay one small disk over every place that can be written to, and show this namespace's processes alone."""
    _mount("none", "/", "", RECURSIVE | PRIVATE)
    _mount("tmpfs", "/tmp", "tmpfs", NOSUID | NODEV, f"size={walls.file_bytes},nr_inodes=2048,mode=0777")
    os.umask(0)
    for name, place in (("home", ""), ("work", walls.folder), ("shm", "/dev/shm")):
        os.mkdir(f"/tmp/{name}", 0o777)
        if place:
            _mount(f"/tmp/{name}", place, "", BIND)
    _mount("proc", "/proc", "proc", NOSUID | NODEV | NOEXEC)


def _limit(walls: Walls) -> None:
    """Set the limits of this process and of those that it starts."""
    limits = {
        "CORE": 0,
        "CPU": walls.cpu_seconds,
        "FSIZE": walls.file_bytes,
        "NOFILE": FILES,
        "NPROC": walls.processes,
        "MSGQUEUE": 0,
        "SIGPENDING": FILES,  # signals and timers, which the kernel keeps
        "STACK": STACK,
        "AS": _address_space() + walls.memory_bytes,
    }
    if walls.mode == "open":  # the user's own programs would count
        del limits["NPROC"], limits["SIGPENDING"]
    for name, most in limits.items():
        number = getattr(resource, f"RLIMIT_{name}", None)
        if number is not None:
            _, hard = resource.getrlimit(number)
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(number, (most, most))


def _address_space() -> int:
    """Return how many bytes of addresses this process has."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 4 << 30  # not Linux: the limit is a rough one


def _become_nobody(walls: Walls) -> None:
    """Change to a user without files and without privileges."""
    if walls.mode == "root":
        user = walls.users[0] + secrets.randbelow(walls.users[1] - walls.users[0] + 1)
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        _libc.prctl(DUMPABLE, 1, 0, 0, 0)  # else its own /proc/self would belong to root
    else:
        user, group = os.getuid(), os.getgid()
        _check(_libc.unshare(NEWUSER), "making a user namespace")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{STUDENT} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{STUDENT} {group} 1")
    _drop_capabilities()


def _drop_capabilities() -> None:
    """Leave this process no capability, in no set that it could take one from."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    _check(_libc.capset(header, (ctypes.c_uint32 * 6)()), "dropping capabilities")
