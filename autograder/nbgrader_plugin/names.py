"""Students' ids under nbgrader: the same as `autograder grade` gives, and the folders that they belong to."""

from __future__ import annotations

from fnmatch import fnmatchcase
from glob import escape, glob
from pathlib import Path
from typing import Any

from autograder.submission.roster import gradebook_ids


def submitted_folders(coursedir: Any, assignment: str) -> dict[str, str]:
    """Return the folder of each student who handed something in, by gradebook id.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course.
    assignment : str
        Its name, ``*`` for any.

    Returns
    -------
    dict of str to str
        Names as they are on the disk; hidden ones are left out, unless they are asked for by name.
    """
    before, after = coursedir.format_path(coursedir.submitted_directory, "\0", assignment).split("\0")
    end = escape(after).replace("[*]", "*")
    paths = glob(escape(before) + "*" + end)
    names = {path.removeprefix(before).rsplit("/", after.count("/"))[0] for path in paths}
    asked = coursedir.student_id
    if "/" not in asked and glob(escape(before + asked) + end):
        names.add(asked)
    return {identity: name for name, identity in gradebook_ids(names).items()}


def graded_notebooks(converter: Any) -> dict[str, list[str]]:
    """Return what ``nbgrader generate_feedback`` is to work on, also where a name looks like a pattern.

    Parameters
    ----------
    converter : nbgrader.converters.BaseConverter
        At work on graded notebooks.

    Returns
    -------
    dict of str to list of str
        Notebooks of each student's folder.
    """
    coursedir = converter.coursedir
    place = converter._format_source(coursedir.assignment_id, coursedir.student_id)
    folders = [place] if Path(place).is_dir() else glob(place)
    found = {folder: glob(f"{escape(folder)}/{coursedir.notebook_id}.ipynb") for folder in folders}
    return {folder: notebooks for folder, notebooks in found.items() if notebooks}


def chosen(folders: dict[str, str], wanted: str) -> list[str]:
    """Return the ids that an instructor means: an id, a folder's name, or a pattern for either.

    Examples
    --------
    >>> folders = {"ada": "ada", "bell%07~ebac752a930adba1": "bell" + chr(7)}
    >>> chosen(folders, "bell" + chr(7)) == chosen(folders, "bell*") == ["bell%07~ebac752a930adba1"]
    True
    >>> chosen(folders, "*")
    ['ada', 'bell%07~ebac752a930adba1']
    """
    exact = [identity for identity, name in folders.items() if wanted == identity]
    exact = exact or [identity for identity, name in folders.items() if wanted == name]
    found = (one for one, name in folders.items() if fnmatchcase(name, wanted) or fnmatchcase(one, wanted))
    return exact or sorted(found)


def folder_of(coursedir: Any, student: str, assignment: str) -> Path:
    """Return what the student with an id handed in, whatever the folder is called."""
    path = Path(coursedir.format_path(coursedir.submitted_directory, student, assignment))
    if path.exists():
        return path
    name = submitted_folders(coursedir, assignment).get(student, student)
    return Path(coursedir.format_path(coursedir.submitted_directory, name, assignment))
