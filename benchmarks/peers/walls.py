"""The bubblewrap in which a peer grades: what runs there reaches one folder, no network and no process outside."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.sandbox import bubblewrap

ROOT = Path(__file__).parents[2]
COURSE = ("autograder", "utils", "data")  # what a plain grader needs of the course: its tests import it
LIMITS = ("--as=4000000000", "--nproc=256", "--fsize=300000000", "--cpu=120", "--nofile=1024", "--core=0")


def run(command: Sequence[str], folder: Path, environment: Path, seconds: float) -> int:
    """Run a command where it can write to one folder only.

    Parameters
    ----------
    command : sequence of str
        What is run, in ``folder``.
    folder : Path
        The course: its working folder and its home.
    environment : Path
        The virtual environment of the peer.
    seconds : float
        After this many seconds everything in there is killed.

    Returns
    -------
    int
        The exit status; 124 where it ran out of time.
    """
    wall = _wall(folder, environment)
    none = subprocess.DEVNULL  # some attacks print without end
    process = subprocess.Popen([*wall, *command], stdin=none, stdout=none, stderr=none, start_new_session=True)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return 124
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wall(folder: Path, environment: Path) -> list[str]:
    """Write the command line of the bubblewrap; root becomes a user of no name inside, since limits spare root."""
    ways = bubblewrap.ways()
    if not ways:
        raise RuntimeError(
            "The attacks are only run inside bubblewrap, and there is none here. See `autograder doctor`."
        )
    way = ways[0]
    python = Path(sys.base_prefix).resolve()
    line = ["prlimit", *LIMITS, "--", way.bwrap, "--die-with-parent", "--new-session", "--clearenv"]
    line += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    line += [] if way.mode == "root" else ["--unshare-user"]
    for system in ("/usr", "/etc", "/lib", "/lib64", "/bin", "/sbin"):
        line += (
            ["--symlink", os.readlink(system), system] if os.path.islink(system) else ["--ro-bind-try", system, system]
        )
    line += ["--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", "/tmp"]
    for place in (python, environment, *(ROOT / name for name in COURSE), folder):
        for above in reversed(place.parents[:-1]):
            line += ["--dir", str(above)]  # made on the way, it would be root's alone
        line += ["--bind" if place == folder else "--ro-bind", str(place), str(place)]
    variables = {
        "PATH": f"{environment / 'bin'}:/usr/bin:/bin",
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
    }
    for name, value in {**variables, "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}.items():
        line += ["--setenv", name, value]
    line += ["--chdir", str(folder), "--"]
    if way.mode == "root":
        user = way.users[0] + secrets.randbelow(way.users[1] - way.users[0])
        _own(folder, user)
        line += [
            "setpriv",
            f"--reuid={user}",
            f"--regid={user}",
            "--clear-groups",
            "--no-new-privs",
            "--inh-caps=-all",
            "--",
        ]
    return line


def _own(folder: Path, user: int) -> None:
    """Give a folder and everything below it to a user."""
    for root, folders, files in os.walk(folder):
        for name in ("", *folders, *files):
            os.lchown(os.path.join(root, name), user, user)
