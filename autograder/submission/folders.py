"""Students who have a folder or an archive each: on which level of a download these lie, and whose is what."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.exercises.masters import names
from autograder.submission.download import Download, Entry
from autograder.submission.layouts import Claim, exercise_of

Parts = tuple[str, ...]
#: Folders of the course and of archives of it: never a student's name.
OURS = re.compile(
    r"dinosaur[ _-]?island([ _-](main|master|\d+))?([ _-]?\(\d+\))?|notebooks|utils|data|docs|beyond"
    r"|submi\w*|solutions?|hand[ _-]?in([ _-]?\(?\d+\)?)?",
    re.IGNORECASE,
)
REPOSITORY = re.compile(r"dinosaur[ _-]?island[ _-](?P<student>.+?)(-main|-master)?", re.IGNORECASE)
#: What stands behind a student's name when an archive was named after both.
ARCHIVED = re.compile(r"[ _\u2013-]+(hand[ _-]?in|dinosaur[ _-]?island)([ _-]?\(?\d+\)?)?$", re.IGNORECASE)
UNIQUE = 0.8


def folder_claims(download: Download) -> tuple[Parts | None, list[tuple[Claim, Entry]]]:
    """Say of each file in which student's folder or archive it lies.

    Parameters
    ----------
    download : Download
        Everything that is there.

    Returns
    -------
    base : tuple of str or None
        The folder in which all students' folders lie; None where they lie in several, or one student's work is all.
    claims : list of (Claim, Entry)
        For every file in a student's folder.
    """
    telling = _telling(download.entries)
    above = [entry.parts[:-1] for entry in telling]
    level = _level([folders for folders in above if folders], telling) if any(above) else None
    if level is None:
        return _one_student(download, telling)
    students = {entry.parts[: level + 1] for entry in download.entries if len(entry.parts) > level + 1}
    known = {entry.parts[: level + 1] for entry in telling if len(entry.parts) > level + 1}
    bases = {path[:-1] for path in known}
    if len(bases) == 1:
        students = {path for path in students if path[:-1] in bases}
    called = _called(students if len(bases) == 1 else known)
    claims = [
        (Claim(called[path], entry.name), entry)
        for entry in download.entries
        if (path := entry.parts[: level + 1]) in called and len(entry.parts) > level + 1
    ]
    return (bases.pop() if len(bases) == 1 else None), claims


def _telling(entries: Sequence[Entry]) -> list[Entry]:
    """Return the files that tell where students' folders are: notebooks, or what may be meant for one, or all."""
    exact = [entry for entry in entries if exercise_of(entry.name)]
    near = exact or [entry for entry in entries if any(name in entry.name.casefold() for name in names())]
    return near or list(entries)


def _level(above: Sequence[Parts], telling: Sequence[Entry]) -> int | None:
    """Return how deep the students' folders lie; None where all is one student's."""
    deepest = max(map(len, above))
    branching = (level for level in range(deepest) if len(_paths(above, level)) > 1)
    level = next(branching, None)
    if level is None or all(OURS.fullmatch(path[-1]) for path in _paths(above, level)):
        return _single_level(above)
    # One folder an exercise, and the students in there: whoever has the same name in all of them is the same.
    while level + 1 < deepest and all(map(_exercise_folder, _paths(above, level))):
        level += 1
    while level + 1 < deepest:
        below = _paths(above, level + 1)
        distinct = len({path[-1] for path in below})
        if _pairs(telling, level + 1) <= _pairs(telling, level) or distinct < UNIQUE * len(below):
            break
        level += 1
    return level


def _paths(above: Sequence[Parts], level: int) -> set[Parts]:
    return {folders[: level + 1] for folders in above if len(folders) > level}


def _exercise_folder(path: Parts) -> bool:
    return bool(exercise_of(f"{path[-1]}.ipynb"))


def _pairs(telling: Sequence[Entry], level: int) -> int:
    """Return of how many different students and exercises there are notebooks, if students' folders are that deep."""
    return len(
        {(entry.parts[: level + 1], exercise_of(entry.name)) for entry in telling if len(entry.parts) > level + 1}
    )


def _single_level(above: Sequence[Parts]) -> int | None:
    """Return the level of the only student: the last folder above the course's own."""
    folders = min(above, key=len)
    ours = next((at for at, part in enumerate(folders) if OURS.fullmatch(part)), len(folders))
    return ours - 1 if ours else None


def _one_student(download: Download, telling: Sequence[Entry]) -> tuple[None, list[tuple[Claim, Entry]]]:
    """Take everything for the work of one student, who is called after the download, or the folder that it is in."""
    top = download.top.resolve()
    outer = (path.name for path in (top, *top.parents) if path.name)
    name = next((name for name in outer if not OURS.fullmatch(name)), top.name)
    called = name.removesuffix(top.suffix) if top.is_file() and name == top.name else name
    return None, [(Claim(called, entry.name), entry) for entry in download.entries if telling]


def _called(paths: set[Parts]) -> dict[Parts, str]:
    """Name students after their folders, with the folder above it where two are called the same."""
    last = [path[-1] for path in paths]
    by_exercise = all(_exercise_folder(path[:-1]) for path in paths if len(path) > 1)
    whole = {path: path[-1] if by_exercise or last.count(path[-1]) == 1 else " ".join(path[-2:]) for path in paths}
    short = {path: ARCHIVED.sub("", name) or name for path, name in whole.items()}
    if len(set(short.values())) == len(set(whole.values())):
        whole = short
    return dict(zip(whole, _without_assignment([*whole.values()])))


def _without_assignment(folders: Sequence[str]) -> list[str]:
    """Take the assignment's name away that a classroom puts in front of every repository's.

    Examples
    --------
    >>> _without_assignment(["dinosaur-island-ada", "dinosaur-island-max"]), _without_assignment(["ada", "adam"])
    (['ada', 'max'], ['ada', 'adam'])
    """
    found = [REPOSITORY.fullmatch(name) for name in folders]
    if all(found):
        return [each["student"] for each in found if each]
    return list(folders)
