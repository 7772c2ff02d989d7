"""Turns a master into what nbgrader, and what students, get: the source and the student version of a notebook."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.exercises import EXERCISES
from autograder.exercises.masters import description, names, parse, path_of, read
from utils.feedback.contract import START_PAGE

BEYOND = Path(__file__).parent / "beyond"
START = Path(__file__).parent / "templates" / "start.py.txt"


def source(name: str) -> NotebookNode:
    """Return the nbgrader source version of a notebook: the whole master, solution and hidden test included.

    Parameters
    ----------
    name : str
        One of :func:`names`.

    Returns
    -------
    NotebookNode
        nbformat 4.5; given, answer and check cells carry nbgrader's metadata (``grade_id`` equal to the cell's id),
        demonstrations carry ``{"dinosaur_island": {"demonstration": true}}``.
    """
    notebook = read(path_of(name), name)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            role = cell.metadata["role"]
            points = EXERCISES[name].points if role == "check" else None
            cell.metadata = nbformat.from_dict(_metadata(role, cell.id, points))
    return notebook


def _metadata(role: str, identity: str, points: int | None) -> dict:
    """Return what nbgrader, or our own grader, reads in a cell of this role."""
    if role == "demonstration":
        return {"dinosaur_island": {"demonstration": True}}
    nbgrader = {
        "cell_type": "code",
        "grade": role == "check",
        "grade_id": identity,
        "locked": role != "answer",
        "schema_version": 3,
        "solution": role == "answer",
        "task": False,
    }
    if points is not None:
        nbgrader["points"] = points
    return {"nbgrader": nbgrader}


def student(name: str) -> NotebookNode:
    """Return the notebook that students get: nbgrader's stub for the solution, no hidden test, cells locked.

    Parameters
    ----------
    name : str
        One of :func:`names`.

    Returns
    -------
    NotebookNode
        A copy of your own; nbformat 4.5, the same ids and metadata as :func:`source`, and nbgrader's checksums.
    """
    return deepcopy(_student(name))


@cache
def _student(name: str) -> NotebookNode:
    """Run nbgrader's own steps from source to student version, in the order of ``nbgrader generate_assignment``."""
    from nbgrader import preprocessors as steps  # here: a second's import that reading a solution does not need

    notebook = source(name)
    resources: dict = {}
    for step in (
        steps.LockCells,
        steps.ClearSolutions,
        steps.ClearOutput,
        steps.CheckCellMetadata,
        steps.ClearHiddenTests,
        steps.ComputeChecksums,
    ):
        notebook, resources = step().preprocess(notebook, resources)
    return notebook


def start_page() -> NotebookNode:
    """Return the page that students open first: the exercises in their order, what is done, and handing in.

    Returns
    -------
    NotebookNode
        nbformat 4.5, without outputs and without a cell that is graded.
    """
    steps = [f"{place}. [{name}.ipynb]({name}.ipynb): {_title(name)}" for place, name in enumerate(names(), start=1)]
    further = ", ".join(f"[{path.stem}](../beyond/{path.stem}.ipynb)" for path in sorted(BEYOND.glob("*.py")))
    words = {"count": _in_words(len(steps)), "steps": "\n# ".join(steps), "first": names()[0], "beyond": further}
    text = START.read_text(encoding="utf-8")
    for word, meant in words.items():
        text = text.replace("{{" + word + "}}", meant)
    stem = Path(START_PAGE).stem
    return _ungraded(parse(text, stem))


def _title(name: str) -> str:
    """Return what an exercise is about, to stand within a sentence."""
    title = description(name)["title"]
    return title[:1].lower() + title[1:]


def _in_words(count: int) -> str:
    """Write a small number as a word."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[count] if count < len(words) else str(count)


def _ungraded(notebook: NotebookNode) -> NotebookNode:
    """Take away what only graded notebooks need in their cells' metadata."""
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k not in ("role", "name")})
    return notebook


def beyond() -> dict[str, NotebookNode]:
    """Return the notebooks that are for reading on, not for grading, by name: ``beyond/*.py`` beside this file.

    Their code cells need no role; what they carry in their metadata besides is kept.

    Returns
    -------
    dict of str to NotebookNode
        nbformat 4.5, without outputs; sorted by name.

    Raises
    ------
    ValueError
        As :func:`read`.
    """
    notebooks = {}
    for path in sorted(BEYOND.glob("*.py")):
        notebooks[path.stem] = _ungraded(read(path, path.stem))
    return notebooks
