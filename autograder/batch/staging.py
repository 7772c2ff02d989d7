"""Lays out what was handed in as nbgrader's commands want it, where it came otherwise; keeps the list of the class."""

from __future__ import annotations

from pathlib import Path

from autograder.batch.task import Task
from autograder.files import write_whole
from autograder.submission.roster import ASSIGNMENT

#: In the grades folder, so that the two move together.
FOLDER = "submitted"
ROSTER = "roster.csv"


def stage(out: Path, task: Task) -> None:
    """Write a student's files to ``OUT/submitted/<student>/dinosaur_island``; what an earlier attempt left there goes.

    Parameters
    ----------
    out : Path
        The grades folder.
    task : Task
        Whose files, and their bytes.
    """
    folder, submission = out / FOLDER / task.student / ASSIGNMENT, task.submission
    files = {f"{name}.ipynb": file.content for name, file in submission.notebooks.items() if file.content is not None}
    files |= submission.modules
    if submission.timestamp:
        files["timestamp.txt"] = submission.timestamp.encode()
    if folder.is_dir():
        for path in folder.iterdir():
            if path.name not in files and path.is_file():
                path.unlink()
    for name, content in files.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            write_whole(path, content)


def class_list(out: Path, given: Path | None) -> Path | None:
    """Return the list of the class: the one that is given, or that of the last run; None where there was none."""
    kept = out / ROSTER
    return given or (kept if kept.is_file() else None)


def keep_class_list(out: Path, given: Path | None) -> None:
    """Keep the list of the class in the grades folder, so that students are called the same from then on."""
    if given is not None and given.resolve() != (out / ROSTER).resolve():
        write_whole(out / ROSTER, given.read_bytes())
