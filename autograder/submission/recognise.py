"""Recognises what a download is, and makes a roster of it: whose each file is, whatever platform it came from.

Every known layout says which files it can explain; the one that explains most notebooks is taken. Where none explains
enough, nothing is graded: a class that gets nothing because of its folders' names would be the worst of mistakes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.errors import GradingError, LayoutRefused
from autograder.exercises.masters import names
from autograder.submission.download import Download, Entry, list_download
from autograder.submission.folders import folder_claims
from autograder.submission.gather import gather
from autograder.submission.layouts import LAYOUTS, Claim, Layout, exercise_of, layout_names, pattern_layout, short_names
from autograder.submission.people import Person, enrolled
from autograder.submission.printable import listed
from autograder.submission.roster import (
    ASSIGNMENT,
    Roster,
    StudentFolder,
    chosen_students,
    find_students,
    gradebook_ids,
)

#: Of all students and of all notebooks, how many a layout has to explain.
ENOUGH = 0.5
FOLDERS = "a folder or an archive for each student"
CLONES = "clones of students' repositories"
Claims = list[tuple[Claim, Entry]]


def recognise(
    submitted: Path, only: Sequence[str] = (), layout: str | None = None, people: Sequence[Person] = ()
) -> Roster:
    """Find out who handed in what.

    Parameters
    ----------
    submitted : Path
        A folder or a zip archive: a download from a learning platform, or ``SUBMITTED/<student>/dinosaur_island``.
    only : sequence of str
        Gradebook ids or names of folders to keep; all where it is empty.
    layout : str, optional
        The name of a layout, or a pattern, in place of recognising one.
    people : sequence of Person
        Who is in the class; students are called as they are there.

    Returns
    -------
    Roster
        Close its download when the submissions have been read.

    Raises
    ------
    LayoutRefused
        Where almost nothing in there fits, with what was found and what was expected.
    GradingError
        Where there is nothing to read, or `only` names nobody.
    """
    download = list_download(submitted)
    try:
        roster = enrolled(_roster(download, layout), people)
        return replace(chosen_students(roster, submitted, tuple(only)), download=download)
    except BaseException:
        download.archives.close()
        raise


def _roster(download: Download, wanted: str | None) -> Roster:
    chosen = [_wanted(wanted)] if wanted and wanted != "folders" else list(LAYOUTS)
    explained = {layout: _explain(download, layout) for layout in chosen} if wanted != "folders" else {}
    best = max(explained, key=lambda layout: _worth(explained[layout]), default=None)
    level, claims = folder_claims(download) if wanted in (None, "folders") else (None, [])
    if best is not None and _worth(explained[best]) > 0 and _worth(explained[best]) >= _worth(claims):
        roster = _by_names(download, best, explained[best])
        _refuse_poor(download, explained[best], wanted)
        return roster
    _refuse_poor(download, claims, wanted)
    return _by_folders(download, level, claims)


def _wanted(name: str) -> Layout:
    return next((layout for layout in LAYOUTS if layout.name == name), None) or pattern_layout(name)


def _explain(download: Download, layout: Layout) -> Claims:
    # The download's own name is looked at too: one student's folder may be all that was given.
    top = download.top.resolve().name
    found = []
    for entry in download.entries:
        claim = layout.claim(entry.parts) or layout.claim((top, *entry.parts))
        if claim is not None:
            found.append((claim, entry))
    return found


def _worth(claims: Claims) -> int:
    """Return how many notebooks are explained; nothing where most would be one student's for the same exercise."""
    found = [(claim.student, exercise_of(claim.name)) for claim, _ in claims if exercise_of(claim.name)]
    attempts = any(claim.attempt for claim, _ in claims)
    return len(found) if attempts or len(set(found)) >= ENOUGH * len(found) else 0


def _refuse_poor(download: Download, claims: Claims, wanted: str | None) -> None:
    """Refuse what is mostly not explained."""
    students = {claim.student for claim, _ in claims}
    near = {claim.student for claim, entry in claims if _near(claim.name)}
    notebooks = [entry for entry in download.entries if entry.name.casefold().endswith(".ipynb")]
    known = {id(entry) for claim, entry in claims if _near(claim.name)}
    of_course = [entry for entry in notebooks if _near(entry.name)]
    missed = [entry for entry in of_course if id(entry) not in known]
    some = any(exercise_of(claim.name) or entry.reason for claim, entry in claims)
    if some and len(near) >= ENOUGH / 5 * len(students) and len(missed) <= ENOUGH * len(of_course):
        return
    raise LayoutRefused(_refusal(download, wanted, [entry.where for entry in missed or notebooks]))


def _near(name: str) -> bool:
    """Tell whether a file may be meant for an exercise, whatever became of its name."""
    return any(exercise in name.casefold() for exercise in names())


def _refusal(download: Download, wanted: str | None, unexplained: list[str]) -> str:
    kinds = Counter(Path(entry.name).suffix.casefold() or "no suffix" for entry in download.entries)
    counted = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common(4))
    found = f"{len(download.entries)} files ({counted})" if download.entries else "no files at all"
    for_example = f", for example {listed(unexplained, 3)}" if unexplained else ""
    taken = f"By the layout {wanted} almost" if wanted else "Almost"
    return (
        f"{taken} nothing in {download.top} is a notebook of this course: found {found}{for_example}. Expected "
        f"SUBMITTED/<student>/{ASSIGNMENT}/<exercise>.ipynb, or the download of a learning platform as it is, with "
        f"{', '.join(f'{name}.ipynb' for name in names())}. Nothing was written. If they are there under other names, "
        f"say how with --layout: {', '.join(layout_names())}, or a pattern such as '{{student}}/answers/{{file}}'."
    )


def _by_names(download: Download, layout: Layout, claims: Claims) -> Roster:
    """Make a roster of files that are told apart by their names."""
    groups = _grouped(claims)
    keys = short_names(groups) if layout.name == "blackboard" else {key: key for key in groups}
    ids = gradebook_ids(keys.values())
    students = [
        StudentFolder(ids[keys[key]], download.top, files=gather(download, group), origin=_origin(group))
        for key, group in groups.items()
    ]
    claimed = {id(entry) for _, entry in claims}
    ignored = [entry.where for entry in download.entries if id(entry) not in claimed]
    renamed = tuple(sorted(identity for name, identity in ids.items() if identity != name))
    return Roster(tuple(students), tuple(sorted(ignored)), renamed, layout.title)


def _by_folders(download: Download, base: tuple[str, ...] | None, claims: Claims) -> Roster:
    """Make a roster of folders and archives; a folder that is as nbgrader has it is read in its place."""
    groups = _grouped(claims)
    place = None if base is None or download.top.is_file() else download.top.joinpath(*base)
    listed_there = _listed(place) if place is not None else Roster((), ())
    by_folder = {student.folder.parent.name: student for student in listed_there.students}
    ids = gradebook_ids([*groups, *(name for name in by_folder if name not in groups)])
    students, gathered = [], 0
    for key, group in groups.items():
        there = by_folder.pop(group[0][1].parts[len(base)] if base is not None else key, None)
        unchanged = there is not None and there.folder.parent.name == key
        if there is not None and unchanged and (there.reason or _as_nbgrader_has_it(group, base or ())):
            students.append(replace(there, origin=str(there.folder)))
        else:
            gathered += 1
            students.append(StudentFolder(ids[key], download.top, files=gather(download, group), origin=_origin(group)))
    students += [replace(there, origin=str(there.folder)) for there in by_folder.values()]
    title = CLONES if download.repositories else FOLDERS
    title = title if gathered else f"nbgrader's own layout, <student>/{ASSIGNMENT}/<exercise>.ipynb"
    return Roster(tuple(students), listed_there.ignored, listed_there.renamed, title, None if gathered else place)


def _listed(place: Path) -> Roster:
    """List the folders of students, of which there may be none among archives."""
    try:
        return find_students(place)
    except GradingError:
        return Roster((), ())


def _as_nbgrader_has_it(group: Claims, base: tuple[str, ...]) -> bool:
    """Tell whether all notebooks of a student lie in the folder that nbgrader looks into."""
    every = {exercise_of(claim.name) for claim, _ in group} - {""}
    there = {
        exercise_of(claim.name)
        for claim, entry in group
        if not entry.inside and entry.parts[len(base) + 1 : -1] == (ASSIGNMENT,)
    }
    return every <= there


def _grouped(claims: Iterable[tuple[Claim, Entry]]) -> dict[str, Claims]:
    groups: dict[str, Claims] = {}
    for claim, entry in claims:
        groups.setdefault(claim.student, []).append((claim, entry))
    return groups


def _origin(group: Claims) -> str:
    """Return where a student's files lie: the folder they have in common, else the first of them."""
    return "/".join(_common([entry.parts[:-1] for _, entry in group])) or group[0][1].where


def _common(paths: list[tuple[str, ...]]) -> tuple[str, ...]:
    shortest = min(paths, key=len)
    for position, part in enumerate(shortest):
        if any(path[position] != part for path in paths):
            return shortest[:position]
    return shortest
