"""Where the course and a student's own notebooks lie, whatever folder the running notebook was started in."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from .feedback.contract import ASSIGNMENT
from .feedback.fixtures import lessons

COURSE = Path(__file__).resolve().parents[1]
ORIGINALS, COPIES = "notebooks", "work"  # of equal depth, so that "../.." is the course's folder from both


def notebook_folder() -> Path:
    """Return the folder of the running notebook and its neighbours.

    Jupyter works in it. Other editors work in the course's folder or in ``notebooks``; then the notebook's own place is
    taken from what Jupyter and VS Code tell the kernel, or looked for where the course has it.

    Returns
    -------
    Path
        The first of these folders that holds a notebook of the course; the working folder, where none does.
    """
    return next((folder for folder in _candidates() if holds_notebooks(folder)), Path.cwd())


def holds_notebooks(folder: Path) -> bool:
    """Tell whether a folder holds a graded notebook."""
    return any((folder / f"{name}.ipynb").is_file() for name in lessons())


def blank_notebook(name: str) -> Path:
    """Return the course's own notebook of an exercise, as students get it; it need not be there."""
    return COURSE / ORIGINALS / ASSIGNMENT / f"{name}.ipynb"


def _candidates() -> Iterator[Path]:
    """Yield the folders in which the running notebook may lie."""
    here = Path.cwd()
    yield here
    for told in (os.environ.get("JPY_SESSION_NAME"), getattr(sys.modules["__main__"], "__vsc_ipynb_file__", None)):
        if told:
            yield Path(told).parent
    yield here / ASSIGNMENT
    if here.resolve() in (COURSE, COURSE / ORIGINALS):
        yield COURSE / COPIES / ASSIGNMENT
        yield COURSE / ORIGINALS / ASSIGNMENT
