"""Opens files of a submission safely: no link is followed, no pipe waited for, no size exceeded."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from autograder.submission.printable import shown

# O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
SAFELY = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY


@contextmanager
def opened(folder: Path) -> Iterator[int]:
    """Open a folder that must not be a link, and close it again.

    Parameters
    ----------
    folder : Path
        The folder; only its last component must not be a link.

    Yields
    ------
    int
        A descriptor to open its files by.

    Raises
    ------
    OSError
        Where it is missing, a link, or no folder.
    """
    descriptor = os.open(folder, SAFELY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def leads_to_neighbour(link: str, among: Path) -> bool:
    """Tell whether a link leads to nothing, or to something in the folder that it lies in, or above that."""
    target, here = os.path.realpath(link), os.path.realpath(among)
    return not os.path.isdir(target) or os.path.commonpath([target, here]) in (here, target)


def why_no_folder(folder: Path, error: OSError) -> str:
    """Say what is in the place of a submission's folder.

    Parameters
    ----------
    folder : Path
        The folder that could not be opened.
    error : OSError
        What opening it raised.

    Returns
    -------
    str
        One sentence for the student.
    """
    what = f"could not be read ({error.strerror})"
    with suppress(OSError):
        mode = folder.lstat().st_mode
        if stat.S_ISLNK(mode):
            what = "is a link, and links are not followed"
        elif not stat.S_ISDIR(mode):
            what = "is not a folder"
    if isinstance(error, FileNotFoundError):
        what = "is missing"
    return f"Expected a folder {shown(folder.name)} with the notebooks, but it {what}; hand in the folder itself."


def read_file(folder: int, name: str, limit: int) -> tuple[bytes | None, str]:
    """Read one regular file of an open folder, never a link, a pipe or a device, and never past a limit.

    Parameters
    ----------
    folder : int
        Descriptor of the folder.
    name : str
        The file's name in it.
    limit : int
        The most bytes to accept.

    Returns
    -------
    content : bytes or None
        The file, whole, or None.
    reason : str
        Why there is none, in one sentence; ``""`` where there is.
    """
    try:
        # Looked at first: merely opening some devices does something.
        reason = _unfit(name, os.stat(name, dir_fd=folder, follow_symlinks=False), limit)
        if reason:
            return None, reason
        with open(os.open(name, SAFELY, dir_fd=folder), "rb") as file:
            # Looked at again: it may have been exchanged in between.
            reason = _unfit(name, os.fstat(file.fileno()), limit)
            content = b"" if reason else file.read(limit + 1)
    except OSError as error:
        return None, f"{shown(name)} could not be read ({error.strerror}); hand it in again, or ask your instructor."
    if not reason and len(content) > limit:
        reason = f"{shown(name)} grew while it was read; hand it in again."
    return (None, reason) if reason else (content, "")


def _unfit(name: str, status: os.stat_result, limit: int) -> str:
    """Say why something in a folder is not a file of a reasonable size, or nothing."""
    kinds = {
        stat.S_IFLNK: "a link, and links are not followed",
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }
    kind = kinds.get(stat.S_IFMT(status.st_mode))
    if kind:
        return f"Expected a notebook file, but {shown(name)} is {kind}; hand in the file itself."
    if status.st_size > limit:
        size, most = status.st_size / 2**20, limit / 2**20
        return (
            f"{shown(name)} has {size:,.0f} MiB where at most {most:,.0f} are read; "
            "clear the outputs (Kernel, Restart and Clear Outputs), save, and hand it in again."
        )
    return ""
