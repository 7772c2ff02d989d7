"""Files that are written whole or not at all, and the lock that keeps two graders apart."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: The errors that mean "no room": a full disk, a quota, a limit on the size of a file.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class GradingError(Exception):
    """Grading cannot go on; the message says what was found, what was expected and what to do."""


def write_whole(path: Path, data: bytes, durable: bool = False, mode: int | None = None) -> None:
    """Write a file under a temporary name beside its own, then rename it: readers see all of it or none.

    Parameters
    ----------
    path : Path
        The file. Its folder is made where it is missing.
    data : bytes
        All of its content.
    durable : bool
        Wait until the bytes are on the disk before renaming.
    mode : int, optional
        Permissions, where they should differ from the usual ones.

    Raises
    ------
    OSError
        As the system gives it; the temporary file is gone then and an older ``path`` is untouched.
    """
    temporary = path.with_name(f".{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        handle = _create(temporary, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _create(path: Path, mode: int | None) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
    try:
        return os.open(path, flags, 0o666 if mode is None else mode)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, flags, 0o666 if mode is None else mode)


@contextmanager
def only_grader(out: Path, patience: float = 3.0) -> Iterator[None]:
    """Hold a folder's lock while grading into it.

    The lock goes with the process, however that ends, so none is ever left behind.

    Parameters
    ----------
    out : Path
        The grader's output folder; made where it is missing.
    patience : float
        Seconds to wait for another grader to finish.

    Raises
    ------
    GradingError
        Where another process holds the lock; the message names it.
    """
    out.mkdir(parents=True, exist_ok=True)
    handle = os.open(out / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(handle, out, time.monotonic() + patience)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def _take(handle: int, out: Path, deadline: float) -> None:
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                other = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
                raise GradingError(
                    f"Another grader (process {other}) is at work in {out}. Nothing was changed. "
                    "Wait until it has finished, or grade into another folder with --out."
                ) from None
            time.sleep(0.1)
