"""Reads what a student handed in from the disk, as bytes; the only code that touches a submission's folder.

Nothing is followed, waited for or trusted here: a link is refused, a pipe is not read, a file past the limit is not
loaded. What comes out can be pickled, sent to another machine and read there (:mod:`autograder.submission.intake`).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol

from autograder.exercises.masters import names
from autograder.submission.printable import listed
from autograder.submission.safe_read import opened, read_file, why_no_folder
from autograder.submission.timestamps import read_timestamp
from utils.feedback.contract import HANDED_IN, MAX_NOTEBOOK_BYTES, START_PAGE
from utils.notebook_names import meant

MAX_NAMES = 10_000  # entries of the folder that are looked at
MAX_MODULES, MAX_MODULE_BYTES = 20, 2**16  # Python files of the student's own, and the size of one
RESERVED = {"numpy", "utils", "child", "autograder", "matplotlib", "IPython", "ipykernel", "ipykernel_launcher"}
RESERVED |= {"sitecustomize", "usercustomize"}  # run when Python starts
MODULE = re.compile(r"[A-Za-z_]\w{0,60}\.py", re.ASCII)
# What programs leave in a file's place: its metadata, or a note that it is still elsewhere.
PLACEHOLDERS = (
    (r"\._.*", "is what macOS keeps about a file, and the file itself is missing"),
    (r".*\.(crdownload|part|partial|download|opdownload|tmp)", "is a download that was not finished"),
    (r".*\.icloud", "only stands for a file that is still in iCloud; let it download first"),
    (r".*\.(gdoc|gsheet|gdrive|gslides|url|webloc|lnk|desktop)", "is a link to a file and not the file"),
    (r"~.*|.*\.(bak|orig|swp)|.*~", "is a copy that a program kept for itself"),
)
USUAL = {"timestamp.txt", "thumbs.db", "desktop.ini", "__pycache__", START_PAGE, HANDED_IN}


@dataclass(frozen=True)
class NotebookFile:
    """The file of one exercise: its bytes, or in one sentence the reason why there are none."""

    content: bytes | None
    reason: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submission:
    """The files of a submission, bounded, with nothing interpreted yet.

    Attributes
    ----------
    notebooks : dict of str to NotebookFile
        One entry for every exercise, in the order of the course.
    timestamp : str
        When it was handed in, as ``YYYY-MM-DD HH:MM:SS.ffffff UTC``, or ``""``.
    modules : dict of str to bytes
        Python files of the student's own, which the notebooks may import.
    """

    notebooks: dict[str, NotebookFile]
    timestamp: str = ""
    modules: dict[str, bytes] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """A sha256 over everything that a grade can depend on, for naming results by content."""
        sums = hashlib.sha256()
        for name, file in self.notebooks.items():
            for part in (name, file.reason, *file.notes):
                sums.update(b"%d:" % len(part) + part.encode("utf-8", "replace"))
            sums.update(b"-" if file.content is None else b"%d:" % len(file.content) + file.content)
        for name, content in self.modules.items():
            sums.update(b"%d:" % len(name) + name.encode() + b"%d:" % len(content) + content)
        return sums.hexdigest()


class SubmittedFiles(Protocol):
    """The files that a student handed in, wherever they lie."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be told of them, one sentence each."""

    def names(self) -> list[str]:
        """Return the files' names, a bounded number."""

    def read(self, name: str, limit: int) -> tuple[bytes | None, str]:
        """Return a file whole, or None and in one sentence the reason."""


@dataclass(frozen=True)
class _OpenFolder:
    """The files of a folder, by its descriptor."""

    descriptor: int
    notes: tuple[str, ...] = ()

    def names(self) -> list[str]:
        with os.scandir(self.descriptor) as entries:
            return [entry.name for entry in islice(entries, MAX_NAMES)]

    def read(self, name: str, limit: int) -> tuple[bytes | None, str]:
        return read_file(self.descriptor, name, limit)


def collect(files: Path | str | SubmittedFiles) -> Submission:
    """Read a submission's notebooks, bounded and without following anything.

    Parameters
    ----------
    files : Path, str or SubmittedFiles
        ``SUBMITTED/<student>/dinosaur_island``, where the student's folder may be a link that the instructor made and
        nothing below it may be one; or files that lie elsewhere.

    Returns
    -------
    Submission
        An entry for each exercise, whatever the folder holds. Nothing that a student can put there raises.
    """
    if not isinstance(files, Path | str):
        return _collect(files)
    folder = Path(files)
    try:
        with opened(folder) as descriptor:
            return _collect(_OpenFolder(descriptor))
    except OSError as error:
        reason = why_no_folder(folder, error)
        return Submission({name: NotebookFile(None, reason) for name in names()})


def _collect(files: SubmittedFiles) -> Submission:
    """Read the four notebooks, the student's own modules and the time."""
    present = {name: meant(name) for name in sorted(files.names())}
    timestamp, trouble = read_timestamp(files.read) if "timestamp.txt" in present else ("", "")
    modules, *told = _modules(files, present)
    common = tuple(
        filter(
            None,
            (
                *files.notes,
                trouble,
                *told,
                _unused({name: means for name, means in present.items() if name not in modules}),
            ),
        )
    )
    notebooks = {}
    for name in names():
        file = _find(files, name, present)
        notebooks[name] = NotebookFile(file.content, file.reason, file.notes + common)
    return Submission(notebooks, timestamp, modules)


def _find(files: SubmittedFiles, name: str, present: Mapping[str, str]) -> NotebookFile:
    """Read an exercise's notebook, or the one file whose name can only mean it."""
    wanted = f"{name}.ipynb"
    alike = [other for other, means in present.items() if other != wanted and means == wanted]
    if wanted in present:
        notes = (f"{listed(alike)} was not graded: {wanted} is there, and only that counts.",) if alike else ()
        content, reason = files.read(wanted, MAX_NOTEBOOK_BYTES)
        return NotebookFile(content, reason, notes)
    if len(alike) == 1:
        content, reason = files.read(alike[0], MAX_NOTEBOOK_BYTES)
        note = f"{wanted} was missing, so {listed(alike)} was graded in its place; next time name it {wanted}."
        return NotebookFile(content, reason, (note,))
    if alike:
        return NotebookFile(None, f"Expected {wanted}, found {listed(alike)}; hand in the one that counts as {wanted}.")
    return NotebookFile(None, f"Expected {wanted}, but it was not handed in{_instead(name, present)}.")


def _instead(name: str, present: Collection[str]) -> str:
    """Name what lies there in a missing notebook's place, such as an exported page or a name of the student's own."""
    near = [other for other in present if name in other.casefold()]
    for pattern, what in PLACEHOLDERS:
        if left := next((other for other in near if re.fullmatch(pattern, other, re.IGNORECASE)), ""):
            return f" ({listed([left])} {what}); hand in the .ipynb file itself"
    if any(other.casefold().endswith(".ipynb") for other in near):
        return f"; if {listed(near)} is meant, rename it to {name}.ipynb and hand it in again"
    if near:
        return f" ({listed(near)} is not a notebook); hand in the .ipynb file itself"
    if not present:
        return "; the folder is empty"
    if inside := [other for other in present if other.casefold().endswith((".zip", ".tar", ".gz", ".7z", ".rar"))]:
        return f"; if it is in {listed(inside)}, unpack that and hand in the notebooks themselves, in this folder"
    return f"; save your notebook as {name}.ipynb in this folder and hand it in again"


def _modules(files: SubmittedFiles, present: Collection[str]) -> tuple[dict[str, bytes], str, str]:
    """Read the Python files that a notebook may import; say which they are, and why others are not among them."""
    names = [name for name in present if MODULE.fullmatch(name) and name.removesuffix(".py") not in RESERVED]
    read = {name: files.read(name, MAX_MODULE_BYTES) for name in names[:MAX_MODULES]}
    modules = {name: content for name, (content, _) in read.items() if content is not None}
    left = [name for name in read if name not in modules]
    size = MAX_MODULE_BYTES // 1024
    reason = f"{listed(left)} cannot be imported: only regular files of {size} KiB at most are taken." if left else ""
    if len(names) > MAX_MODULES:
        reason = f"Of {len(names)} Python files the first {MAX_MODULES} are there to be imported, the others are not."
    return modules, f"Your notebooks may import {listed([*modules])}." if modules else "", reason


def _unused(present: Mapping[str, str]) -> str:
    """Say once which other files lie there, since a data file of the student's own will be missed."""
    ours = {f"{name}.ipynb" for name in names()}
    others = [name for name, means in present.items() if means not in ours | USUAL and not name.startswith(".")]
    return f"Only the notebooks are graded; not used: {listed(others)}." if others else ""
