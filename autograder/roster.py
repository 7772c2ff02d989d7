"""Who handed something in: the student folders of a class, and the name each student is graded under."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from autograder.files import GradingError

ASSIGNMENT = "dinosaur_island"
_OWN_SUFFIX = re.compile(r"~[0-9a-f]{16}$")


def gradebook_id(folder: str) -> str:
    """Return the name under which a student's folder appears in gradebook, CSV, pages and reports.

    It is the folder's own name wherever a database, a file system, a terminal and a page can all carry that. Other
    names (bytes that are not UTF-8, control characters, ``<>"\\``, more than 128 characters) are spelled out and get
    the first 16 hexadecimal digits of their SHA-256 as a suffix, so two folders never share an id.

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
    raw = os.fsencode(folder)
    spelled = "".join(f"%{ord(c) & 0xFF:02X}" if _unprintable(c) else c for c in folder)
    if spelled == folder and len(folder) <= 128 and not _OWN_SUFFIX.search(folder):
        return folder
    short = spelled.encode()[:100].decode("utf-8", "ignore")
    return f"{short}~{hashlib.sha256(raw).hexdigest()[:16]}"


def _unprintable(character: str) -> bool:
    # Controls, surrogates, line separators, the marks that turn the direction of a whole line; and markup, because
    # formgrader writes names into its pages and scripts as they are.
    kind = unicodedata.category(character)
    return kind in ("Cc", "Cs", "Zl", "Zp") or character in '\u202a\u202b\u202c\u202d\u202e<>"\\'


@dataclass(frozen=True)
class Student:
    """One student's folder.

    Attributes
    ----------
    id : str
        `gradebook_id` of the folder.
    folder : Path
        ``SUBMITTED/<student>/dinosaur_island``; it need not exist.
    problem : str or None
        Why it is not looked into, in one sentence.
    """

    id: str
    folder: Path
    problem: str | None = None


@dataclass(frozen=True)
class Roster:
    """The students of a class in order of their names, and what else lay in the folder."""

    students: tuple[Student, ...]
    ignored: tuple[str, ...]


def find_students(submitted: Path, only: tuple[str, ...] = ()) -> Roster:
    """List the students of ``SUBMITTED/<student>/dinosaur_island``.

    Parameters
    ----------
    submitted : Path
        Folder with one folder a student.
    only : tuple of str
        Gradebook ids to keep; all where it is empty.

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
    for entry in _entries(submitted):
        name, folder = gradebook_id(entry.name), Path(entry.path, ASSIGNMENT)
        if entry.is_symlink() and not entry.is_file() and _leads_nowhere_else(entry, submitted):
            problem = "The student's folder is a link to another one in this class, or to nothing; it was not followed."
            students.append(Student(name, folder, problem))
        elif not entry.is_dir() or _is_housekeeping(entry):
            ignored.append(name)
        else:
            students.append(Student(name, folder))
    if not students:
        raise GradingError(
            f"No student folder in {submitted}. Expected SUBMITTED/<student>/{ASSIGNMENT}/<exercise>.ipynb; "
            + (f"found only {_some(ignored)}." if ignored else "the folder is empty.")
        )
    missing = sorted(set(only) - {student.id for student in students})
    if missing:
        raise GradingError(f"No student called {_some(missing)} in {submitted}.")
    kept = (student for student in students if not only or student.id in only)
    return Roster(tuple(sorted(kept, key=lambda student: student.id)), tuple(sorted(ignored)))


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


def _leads_nowhere_else(link: os.DirEntry[str], submitted: Path) -> bool:
    target, here = os.path.realpath(link.path), os.path.realpath(submitted)
    return not os.path.isdir(target) or os.path.commonpath([target, here]) in (here, target)


def _is_housekeeping(entry: os.DirEntry[str]) -> bool:
    return entry.name.startswith(".") and not os.path.lexists(os.path.join(entry.path, ASSIGNMENT))


def _some(names: list[str] | tuple[str, ...]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
