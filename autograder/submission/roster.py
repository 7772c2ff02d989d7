"""Who handed something in: the student folders of a class, and the name each student is graded under."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.errors import GradingError
from autograder.submission.collect import SubmittedFiles
from autograder.submission.download import Download, is_housekeeping
from autograder.submission.printable import printable, skeleton
from autograder.submission.safe_read import leads_to_neighbour

ASSIGNMENT = "dinosaur_island"
_OWN_SUFFIX = re.compile(r"~[0-9a-f]{16}$", re.IGNORECASE)
_MARKUP = re.compile(r'[<>"\\]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def gradebook_id(folder: str) -> str:
    """Return the name under which a student's folder appears in gradebook, CSV, pages and reports.

    It is the folder's own name wherever a database, a file system and a terminal can all carry that. Other names
    (bytes that are not UTF-8, characters that cannot be seen or are markup to formgrader, names that Windows reserves,
    more than 128 characters) are spelled out and get the first 16 hexadecimal digits of their SHA-256 as a suffix, so
    two folders never share an id.

    Parameters
    ----------
    folder : str
        The folder's name as Python gives it (undecodable bytes as surrogates).

    Returns
    -------
    str
        At most 128 characters and 200 bytes where it was changed; without ``/``, control characters or surrogates.

    Examples
    --------
    >>> gradebook_id("Zoë O'Brien, jr.")
    "Zoë O'Brien, jr."
    >>> gradebook_id("bell" + chr(7))
    'bell%07~ebac752a930adba1'
    """
    unchanged = _spelled(folder) == folder and len(folder) <= 128
    taken = _OWN_SUFFIX.search(folder) or _RESERVED.fullmatch(folder)
    return folder if unchanged and not taken else _digest(folder)


def gradebook_ids(folders: Iterable[str]) -> dict[str, str]:
    """Return the gradebook ids of a whole class, names that look alike told apart.

    Two spellings of one name (letters with their accents in one character or two, capitals, full-width letters) would
    be one line to a reader, and one folder of pages on a disk that does not tell them apart. The plainest keeps its
    name: composed, in small letters, first in the order of characters; the others get the suffix of `gradebook_id`.

    Parameters
    ----------
    folders : iterable of str
        Names of all folders.

    Returns
    -------
    dict of str to str
        Id of each folder.
    """
    ids = {folder: gradebook_id(folder) for folder in folders}
    groups: dict[str, list[str]] = {}
    for folder, identity in ids.items():
        groups.setdefault(skeleton(identity), []).append(folder)
    for alike in groups.values():
        for folder in sorted(alike, key=_distance_from_plain)[1:]:
            ids[folder] = _digest(folder)
    return ids


def _spelled(folder: str) -> str:
    # Markup, because formgrader writes ids into its pages and scripts as they are.
    return _MARKUP.sub(lambda found: f"%{ord(found[0]):02X}", printable(folder))


def _distance_from_plain(folder: str) -> tuple[bool, bool, str]:
    return unicodedata.normalize("NFKC", folder) != folder, folder.casefold() != folder, folder


def _digest(folder: str) -> str:
    short = _spelled(folder).encode()[:100].decode("utf-8", "ignore")
    return f"{short}~{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"


@dataclass(frozen=True)
class StudentFolder:
    """One student's folder.

    Attributes
    ----------
    id : str
        `gradebook_id` of the folder.
    folder : Path
        ``SUBMITTED/<student>/dinosaur_island``; it need not exist.
    reason : str
        Why it is not looked into, in one sentence.
    files : SubmittedFiles, optional
        What was handed in, where it does not lie in `folder`.
    origin : str
        Where it lies, for people.
    """

    id: str
    folder: Path
    reason: str = ""
    files: SubmittedFiles | None = None
    origin: str = ""


@dataclass(frozen=True)
class Person:
    """One line of the list.

    Attributes
    ----------
    id : str
        What the person is called in the gradebook.
    first, last, email, section : str
        As they stand there; ``""`` where they do not.
    dropped : bool
        Whether the person has left.
    keys : tuple of str
        Everything that may name the person in a download, the surest first.
    """

    id: str
    first: str = ""
    last: str = ""
    email: str = ""
    section: str = ""
    dropped: bool = False
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Roster:
    """The students of a class in order of their names, what else lay in the folder, and whose id is not its name.

    Attributes
    ----------
    students : tuple of StudentFolder
        Everybody.
    ignored, renamed : tuple of str
        What is no student's; ids that are not the folder's name.
    layout : str
        What the folder was taken for.
    base : Path or None
        The folder that nbgrader's commands may work on as it is.
    download : Download or None
        Where files lie that no folder of a student's holds; to be closed after reading.
    people : tuple of Person
        Who is in the class, where a list was given; with who handed in nothing, without who has left and did.
    strangers : tuple of str
        Who handed in and is not on that list.
    """

    students: tuple[StudentFolder, ...]
    ignored: tuple[str, ...]
    renamed: tuple[str, ...] = ()
    layout: str = ""
    base: Path | None = None
    download: Download | None = None
    people: tuple[Person, ...] = ()
    strangers: tuple[str, ...] = ()

    def __enter__(self) -> Roster:
        return self

    def __exit__(self, *_: object) -> None:
        if self.download is not None:
            self.download.archives.close()


def find_students(submitted: Path, only: tuple[str, ...] = ()) -> Roster:
    """List the students of ``SUBMITTED/<student>/dinosaur_island``.

    Parameters
    ----------
    submitted : Path
        Folder with one folder a student.
    only : tuple of str
        Gradebook ids or names of folders to keep; all where it is empty.

    Returns
    -------
    Roster
        Every folder is a student, except hidden ones without a hand-in (``.git``, ``.ipynb_checkpoints``). Files
        are ignored, and named. A link is followed where it leads out of `submitted`, never to a neighbour's work.

    Raises
    ------
    GradingError
        Where `submitted` is missing, not a folder, unreadable or without any student, or `only` names nobody in it.
    """
    students, ignored = [], []
    entries = _entries(submitted)
    ids = gradebook_ids(entry.name for entry in entries if not _is_file(entry))
    for entry in entries:
        name, folder = ids.get(entry.name, gradebook_id(entry.name)), Path(entry.path, ASSIGNMENT)
        if entry.is_symlink() and not entry.is_file() and leads_to_neighbour(entry.path, submitted):
            reason = "The student's folder is a link to another one in this class, or to nothing; it was not followed."
            students.append(StudentFolder(name, folder, reason))
        elif not entry.is_dir() or _is_housekeeping(entry):
            ignored.append(name)
        else:
            students.append(StudentFolder(name, folder))
    if not students:
        raise GradingError(
            f"No student folder in {submitted}. Expected SUBMITTED/<student>/{ASSIGNMENT}/<exercise>.ipynb; "
            + (f"found only {_some(ignored)}." if ignored else "the folder is empty.")
        )
    students.sort(key=lambda one: one.id)
    renamed = tuple(student.id for student in students if student.id != student.folder.parent.name)
    return chosen_students(Roster(tuple(students), tuple(sorted(ignored)), renamed), submitted, only)


def chosen_students(roster: Roster, submitted: Path, only: Sequence[str]) -> Roster:
    """Keep the students with these ids, or with these names of folders; all where none is named.

    Raises
    ------
    GradingError
        Where somebody is named who is not there.
    """
    names = {student.folder.parent.name: student.id for student in roster.students if student.files is None}
    wanted = {names.get(name, name) for name in only}
    missing = sorted(wanted - {student.id for student in roster.students})
    if missing:
        raise GradingError(f"No student called {_some(missing)} in {submitted}.")
    kept = sorted((one for one in roster.students if not wanted or one.id in wanted), key=lambda one: one.id)
    ids = {student.id for student in kept}
    return replace(roster, students=tuple(kept), renamed=tuple(one for one in roster.renamed if one in ids))


def _is_file(entry: os.DirEntry[str]) -> bool:
    return entry.is_file() or (entry.is_dir() and _is_housekeeping(entry))


def _entries(submitted: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(submitted) as entries:
            return list(entries)
    except FileNotFoundError:
        raise GradingError(f"There is no folder {submitted}. Give the folder with one folder a student.") from None
    except NotADirectoryError:
        raise GradingError(f"{submitted} is a file. Give the folder with one folder a student.") from None
    except OSError as error:
        raise GradingError(f"{submitted} cannot be read: {error.strerror}.") from None


def _is_housekeeping(entry: os.DirEntry[str]) -> bool:
    return is_housekeeping(entry.name) and not os.path.lexists(os.path.join(entry.path, ASSIGNMENT))


def _some(names: list[str] | tuple[str, ...]) -> str:
    shown = ", ".join(printable(name) for name in names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
