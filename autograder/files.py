"""Files that are written whole or not at all, and the lock that keeps two graders apart."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from autograder.errors import GradingError

#: The errors that mean "no room": a full disk, a quota, a limit on the size of a file.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: Permissions of what is about students: their owner's alone, whatever the umask says.
PRIVATE, PRIVATE_FOLDER = 0o600, 0o700


@contextmanager
def whole_file(path: Path, durable: bool = False, shared: bool = False) -> Iterator[BinaryIO]:
    """Open a file that appears under its name when the block ends well, complete, and not at all otherwise.

    Parameters
    ----------
    path : Path
        The file. Its folder is made where it is missing.
    durable : bool
        Wait until the bytes are on the disk before giving it its name.
    shared : bool
        Whether others may read it as the umask says; by default it and the folders made for it are the owner's alone.

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
    handle = _create(temporary, shared)
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


def write_whole(path: Path, data: bytes, durable: bool = False, shared: bool = False) -> None:
    """Write all of a file's content at once; see `whole_file`."""
    with whole_file(path, durable, shared) as file:
        file.write(data)


def make_folder(path: Path, shared: bool = False) -> None:
    """Make a folder, and those above it, where they are missing.

    Parameters
    ----------
    path : Path
        The folder; one that is there stays as it is.
    shared : bool
        Whether others may look into the new ones as the umask says; by default they are the owner's alone.
    """
    for folder in [*reversed(path.parents), path]:
        if not folder.is_dir():
            folder.mkdir(0o777 if shared else PRIVATE_FOLDER, exist_ok=True)


def tighten(*paths: Path) -> None:
    """Take what others may do to files, and to folders with all that is in them, away; no link is followed.

    A folder that is closed already is not looked into. What belongs to somebody else stays as it is.

    Parameters
    ----------
    *paths : Path
        Files and folders, also missing ones.
    """
    for path in paths:
        try:
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode) or not mode & 0o077:
                continue
            if stat.S_ISDIR(mode):
                tighten(*path.iterdir())
            path.chmod(stat.S_IMODE(mode) & 0o700)
        except OSError:
            continue


def _create(path: Path, shared: bool) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
    try:
        return os.open(path, flags, 0o666 if shared else PRIVATE)
    except FileNotFoundError:
        make_folder(path.parent, shared)
        return os.open(path, flags, 0o666 if shared else PRIVATE)


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
    make_folder(lock.parent)
    handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
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
