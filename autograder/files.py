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
from typing import BinaryIO

#: The errors that mean "no room": a full disk, a quota, a limit on the size of a file.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class GradingError(Exception):
    """Grading cannot go on; the message says what was found, what was expected and what to do."""


@contextmanager
def whole_file(path: Path, durable: bool = False, mode: int | None = None) -> Iterator[BinaryIO]:
    """Open a file that appears under its name when the block ends well, complete, and not at all otherwise.

    Parameters
    ----------
    path : Path
        The file. Its folder is made where it is missing.
    durable : bool
        Wait until the bytes are on the disk before giving it its name.
    mode : int, optional
        Permissions, where they should differ from the usual ones.

    Yields
    ------
    binary file
        A temporary one beside `path`.

    Raises
    ------
    OSError
        As the system gives it; the temporary file is gone then and an older `path` is untouched.
    """
    temporary = path.with_name(f".{os.getpid()}-{secrets.token_hex(4)}.part")
    handle = _create(temporary, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_whole(path: Path, data: bytes, durable: bool = False, mode: int | None = None) -> None:
    """Write all of a file's content at once; see `whole_file`."""
    with whole_file(path, durable, mode) as file:
        file.write(data)


def _create(path: Path, mode: int | None) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
    try:
        return os.open(path, flags, 0o666 if mode is None else mode)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, flags, 0o666 if mode is None else mode)


@contextmanager
def only_grader(lock: Path, place: Path, patience: float = 3.0) -> Iterator[None]:
    """Hold a lock file while grading.

    The lock goes with the process, however that ends, so none is ever left behind; only the small file is.

    Parameters
    ----------
    lock : Path
        The file; its folder is made where it is missing.
    place : Path
        What it guards, for the message.
    patience : float
        Seconds to wait for another grader to finish.

    Raises
    ------
    GradingError
        Where another process holds the lock; the message names it.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(handle, place, time.monotonic() + patience)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def _take(handle: int, place: Path, deadline: float) -> None:
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                other = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
                raise GradingError(
                    f"Another grader (process {other}) is at work on {place}. Nothing was changed. "
                    "Wait until it has finished, or grade into another folder with --out."
                ) from None
            time.sleep(0.1)
