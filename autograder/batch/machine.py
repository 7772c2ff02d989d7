"""What a run depends on here: the cores that it may use, and disks that fail."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from autograder.files import NO_ROOM


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def about(error: OSError, out: Path) -> str:
    """Say which file could not be written or read, why, and that nothing is lost."""
    where = error.filename or out
    if error.errno in NO_ROOM:
        cause = f"There is no room left to write {where} ({error.strerror}). Make room"
    else:
        cause = f"{where} cannot be written or read ({error.strerror}). Mend that"
    return f"{cause} and give the same command again: the results so far are kept, and it goes on from there."
