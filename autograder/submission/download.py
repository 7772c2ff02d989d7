"""What lies in a download from a learning platform: every file in its folders and archives, listed but not yet read.

An archive counts as a folder of its name. Links are not followed, and what programs leave behind is passed over.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.errors import GradingError
from autograder.submission.archives import MAX_DEPTH, Archives, BadArchive, path_of
from autograder.submission.printable import shown
from autograder.submission.safe_read import leads_to_neighbour, opened, read_file

MAX_FILES = 300_000  # in the whole download
MAX_FOLDERS = 24  # one in the other
#: Folders that programs make: none of a student's work is in there.
HOUSEKEEPING = {"__macosx", "__pycache__", "$recycle.bin"}
IN_PROJECTS = {
    "node_modules",
    "site-packages",
    "venv",
}  # in a student's folder; one that is called so may be a student's
ARCHIVE = ".zip"


@dataclass(frozen=True)
class Entry:
    """One file of a download.

    Attributes
    ----------
    parts : tuple of str
        Folders and name, from the top of the download; archives stand there without their suffix.
    place : Path
        The file on the disk: itself, or the archive it is in.
    inside : tuple of str
        Names of archives in that archive to go through, and the name in the last; empty for a file on the disk.
    reason : str
        For an archive that cannot be read: why.
    """

    parts: tuple[str, ...]
    place: Path
    inside: tuple[str, ...] = ()
    reason: str = ""

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.parts[-1]

    @property
    def where(self) -> str:
        """The path to it as a person reads it."""
        return "/".join(self.parts)


@dataclass
class Download:
    """A download, listed; its files can be read as long as it is not closed.

    Attributes
    ----------
    top : Path
        The folder, or the archive.
    entries : list of Entry
        All files, in order of their paths.
    repositories : set of tuple of str
        Folders that are clones of a git repository.
    """

    top: Path
    entries: list[Entry] = field(default_factory=list)
    repositories: set[tuple[str, ...]] = field(default_factory=set)
    archives: Archives = field(default_factory=Archives)

    def __enter__(self) -> Download:
        return self

    def __exit__(self, *_: object) -> None:
        self.archives.close()

    def read(self, entry: Entry, limit: int) -> tuple[bytes | None, str]:
        """Read one file whole, or say in one sentence why not.

        Parameters
        ----------
        entry : Entry
            The file.
        limit : int
            The most bytes to accept.

        Returns
        -------
        content : bytes or None
            The file.
        reason : str
            Why there is none; ``""`` where there is.
        """
        if entry.reason:
            return None, entry.reason
        try:
            if entry.inside:
                return self.archives.read(entry.place, entry.inside[:-1], entry.inside[-1], limit), ""
            with opened(entry.place.parent) as folder:
                return read_file(folder, entry.place.name, limit)
        except BadArchive as error:
            return None, str(error)
        except OSError as error:
            return None, f"{shown(entry.name)} could not be read ({error.strerror})."


def list_download(top: Path) -> Download:
    """List what is in a download.

    Parameters
    ----------
    top : Path
        A folder, or a zip archive.

    Returns
    -------
    Download
        To be closed after use.

    Raises
    ------
    GradingError
        Where there is nothing at `top`, something else than a folder or a readable archive, or far too much in it.
    """
    download = Download(top)
    try:
        if top.is_dir():
            found = _folder(download, top, ())
        elif top.is_file():
            found = _archive(download, top, (), (), 0)
        else:
            raise GradingError(f"There is no folder {top}. Give the folder, or the zip archive, with the submissions.")
        for entry in found:
            if len(download.entries) == MAX_FILES:
                raise GradingError(f"{top} holds more than {MAX_FILES:,} files. Give the folder of one class only.")
            download.entries.append(entry)
        reason = download.entries[0].reason if top.is_file() and len(download.entries) == 1 else ""
        if reason:
            raise GradingError(f"{top} is a file, and no archive that can be read: {reason}")
    except BaseException:
        download.archives.close()
        raise
    download.entries.sort(key=lambda entry: entry.parts)
    return download


def _folder(download: Download, folder: Path, parts: tuple[str, ...]) -> Iterator[Entry]:
    try:
        with os.scandir(folder) as scanned:
            found = sorted(scanned, key=lambda entry: entry.name)
    except OSError as error:
        if not parts:
            raise GradingError(f"{folder} cannot be read: {error.strerror}.") from None
        return
    for entry in found:
        path, here = Path(entry.path), (*parts, entry.name)
        # An instructor may collect a class by links; nobody is graded on a neighbour's work.
        linked = entry.is_symlink() and not parts and not leads_to_neighbour(entry.path, folder)
        if entry.is_dir(follow_symlinks=linked):
            if entry.name == ".git":
                download.repositories.add(parts)
            elif not is_housekeeping(entry.name, bool(parts)) and len(here) < MAX_FOLDERS:
                yield from _folder(download, path, here)
        elif entry.name.casefold().endswith(ARCHIVE) and entry.is_file(follow_symlinks=False):
            yield from _archive(download, path, (*parts, entry.name[: -len(ARCHIVE)]), (), 0)
        else:
            yield Entry(here, path)


def _archive(
    download: Download, file: Path, parts: tuple[str, ...], inside: tuple[str, ...], depth: int
) -> Iterator[Entry]:
    """Yield what is in an archive; where it cannot be read the archive itself, with the reason."""
    try:
        if depth == MAX_DEPTH:
            raise BadArchive(f"{shown(parts[-1])}.zip lies {depth} archives deep; unpack it and hand in the notebooks.")
        members = download.archives.members(file, inside)
    except BadArchive as error:
        name = inside[-1].rpartition("/")[2] if inside else file.name
        yield Entry((*parts, name), file, inside, str(error))
        return
    for info in members:
        path = path_of(info)
        if path is None or any(is_housekeeping(part, True) for part in path[:-1]):
            continue
        if ".git" in path[:-1]:
            continue
        here, step = (*parts, *path), (*inside, info.filename)
        if path[-1].casefold().endswith(ARCHIVE):
            yield from _archive(download, file, (*here[:-1], path[-1][: -len(ARCHIVE)]), step, depth + 1)
        else:
            yield Entry(here, file, step)


def is_housekeeping(name: str, inside: bool = False) -> bool:
    """Tell whether a program made a folder of this name; some are only looked for inside a student's."""
    folded = name.casefold()
    return folded.startswith(".") or folded in HOUSEKEEPING or (inside and folded in IN_PROJECTS)
