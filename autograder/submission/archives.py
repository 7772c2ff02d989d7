"""Lists and reads zip archives within bounds, also archives in archives; nothing is ever unpacked onto the disk."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections import OrderedDict
from pathlib import Path
from typing import BinaryIO

from autograder.submission.printable import shown
from autograder.submission.safe_read import SAFELY

MAX_DIRECTORY_BYTES = 8 * 2**20  # an archive's own list of its files: about 100,000 of them
MAX_INNER_BYTES = 256 * 2**20  # an archive in an archive is held in memory
MAX_RATIO, RATIO_COUNTS_FROM = 300, 2**20  # a notebook full of zeros packs to about a hundredth
MAX_DEPTH = 3  # archives in archives
MAX_OPEN = 8
END, END_BYTES, MAX_COMMENT = b"PK\x05\x06", 22, 2**16
AGAIN = "pack it again, or hand in the notebooks themselves"


class BadArchive(ValueError):
    """An archive that is not read; its text is the sentence that says why."""


class Archives:
    """Keeps the archives that are being read open, a few at a time.

    An archive is named by the file it lies in and the names of the archives to go through in there.
    """

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[Path, tuple[str, ...]], zipfile.ZipFile] = OrderedDict()

    def close(self) -> None:
        """Close all of them."""
        while self._open:
            _close(self._open.popitem()[1])

    def members(self, file: Path, inside: tuple[str, ...] = ()) -> list[zipfile.ZipInfo]:
        """List the files in an archive.

        Parameters
        ----------
        file : Path
            The file on the disk.
        inside : tuple of str
            Names of archives in it, each in the one before.

        Returns
        -------
        list of zipfile.ZipInfo
            Without folders.

        Raises
        ------
        BadArchive
            Where it is damaged, too large, or packed too tightly to be honest.
        """
        return [info for info in self._archive(file, inside).infolist() if not info.is_dir()]

    def read(self, file: Path, inside: tuple[str, ...], name: str, limit: int) -> bytes:
        """Read one file of an archive, and never past a limit.

        Raises
        ------
        BadArchive
            Where it cannot be read or is larger.
        """
        archive, called = self._archive(file, inside), shown(name.rpartition("/")[2])
        try:
            info = archive.getinfo(name)
            _refuse_unfit(info, called, limit)
            with archive.open(info) as member:
                content = member.read(limit + 1)
        except (
            KeyError,
            OSError,
            RuntimeError,
            NotImplementedError,
            EOFError,
            zipfile.BadZipFile,
            zlib.error,
        ) as error:
            raise BadArchive(
                f"{called} could not be read from its zip archive ({shown(str(error), 60)}); {AGAIN}."
            ) from None
        if len(content) > limit:
            raise BadArchive(f"{called} is larger than its zip archive says; {AGAIN}.")
        return content

    def _archive(self, file: Path, inside: tuple[str, ...]) -> zipfile.ZipFile:
        key = (file, inside)
        if key in self._open:
            self._open.move_to_end(key)
            return self._open[key]
        if inside:
            content = self.read(file, inside[:-1], inside[-1], MAX_INNER_BYTES)
            opened = _opened(io.BytesIO(content), inside[-1].rpartition("/")[2])
        else:
            opened = _opened(_safely(file), file.name)
        self._open[key] = opened
        while len(self._open) > MAX_OPEN:
            _close(self._open.popitem(last=False)[1])
        return opened


def _close(archive: zipfile.ZipFile) -> None:
    file = archive.fp  # a file that was open before is not closed with the archive
    archive.close()
    if file is not None:
        file.close()


def _safely(file: Path) -> BinaryIO:
    try:
        handle = os.open(file, SAFELY)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise BadArchive(f"{shown(file.name)} is not a file; {AGAIN}.")
        return os.fdopen(handle, "rb")
    except OSError as error:
        raise BadArchive(f"{shown(file.name)} could not be read ({error.strerror}).") from None


def _opened(file: BinaryIO, name: str) -> zipfile.ZipFile:
    """Open an archive whose list of files is of a reasonable length; the list is read whole when it is opened."""
    try:
        if _directory_bytes(file) > MAX_DIRECTORY_BYTES:
            raise BadArchive(f"{shown(name)} holds more files than are looked at; {AGAIN}.")
        return zipfile.ZipFile(file)
    except BadArchive:
        file.close()
        raise
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, struct.error) as error:
        file.close()
        raise BadArchive(f"{shown(name)} is damaged or no zip archive ({shown(str(error), 60)}); {AGAIN}.") from None


def _directory_bytes(file: BinaryIO) -> int:
    """Return the size that an archive gives for its list of files."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - END_BYTES - MAX_COMMENT))
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or at + END_BYTES > len(tail):
        raise zipfile.BadZipFile("its end is missing")
    return int(struct.unpack_from("<L", tail, at + 12)[0])


def _refuse_unfit(info: zipfile.ZipInfo, called: str, limit: int) -> None:
    if stat.S_ISLNK(info.external_attr >> 16):
        raise BadArchive(f"{called} is a link in its zip archive, and links are not followed; hand in the file itself.")
    if info.flag_bits & 1:
        raise BadArchive(f"{called} is locked with a password in its zip archive; {AGAIN}.")
    if info.file_size > limit:
        size, most = info.file_size / 2**20, limit / 2**20
        raise BadArchive(
            f"{called} has {size:,.0f} MiB where at most {most:,.0f} are read; "
            "clear the outputs (Kernel, Restart and Clear Outputs), save, and hand it in again."
        )
    if info.file_size > RATIO_COUNTS_FROM and info.file_size > MAX_RATIO * max(1, info.compress_size):
        raise BadArchive(f"{called} is packed more tightly than a notebook can be; {AGAIN}.")


def path_of(info: zipfile.ZipInfo) -> tuple[str, ...] | None:
    """Return the folders and the name of a file in an archive; None for one that would lead out of it.

    Names that are UTF-8 without saying so, as some programs write them, are read as UTF-8.
    """
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    parts = tuple(part for part in name.replace("\\", "/").split("/") if part not in ("", "."))
    leads_out = name.startswith(("/", "\\")) or name[1:2] == ":" or ".." in parts
    return None if leads_out or not parts or len(parts) > 40 else parts
