"""Reads the masters: one py:percent file a notebook, the only place where a lesson and its solution are written.

A code cell of a master says what it is for with ``role`` and, where the role alone is not enough, ``name``:

========================  ==========================================================================
``role="given"``          the course's own code; read-only, run when a student works and when we grade
``role="answer"``         the student's cell, with the solution between nbgrader's markers
``role="check"``          the visible check and, between nbgrader's markers, the hidden test
``role="demonstration"``  figures and long runs, for the reader alone; never run when we grade
========================  ==========================================================================

:func:`source` turns these words into nbgrader's metadata; :func:`student` leaves out what students must not see.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path

import jupytext
import nbformat
import numpy as np
from nbformat import NotebookNode

import utils
from utils.feedback.contract import filled

MASTERS = Path(__file__).parent / "masters"
NAMES = ("clip", "sample", "optimize", "model")
ROLES = ("given", "answer", "check", "demonstration")
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def names() -> tuple[str, ...]:
    """Return the names of the graded exercises in the order in which they are taught.

    Examples
    --------
    >>> names()
    ('clip', 'sample', 'optimize', 'model')
    """
    return NAMES


def read(path: Path) -> NotebookNode:
    """Read one py:percent master, give its cells their ids and check that every code cell has a role.

    Parameters
    ----------
    path : Path
        A file of ``masters/``; its stem is the name of the notebook.

    Returns
    -------
    NotebookNode
        nbformat 4.5. Code cells still carry ``role`` and ``name`` in their metadata; no outputs.

    Raises
    ------
    ValueError
        Where a code cell has no role or an unknown one, or where two cells would get the same id.
    """
    notebook = jupytext.read(path, fmt="py:percent")
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for position, cell in enumerate(notebook.cells):
        cell.metadata.pop("lines_to_next_cell", None)  # jupytext's own note on blank lines; it would churn
        cell.id = _identity(path.stem, position, cell)
        if cell.cell_type == "markdown":
            cell.source = filled(cell.source)
    identities = [cell.id for cell in notebook.cells]
    for identity in identities:
        if identities.count(identity) > 1:
            raise ValueError(f"{path.name}: two cells are called {identity!r}; give one of them another name=...")
    return notebook


def _identity(stem: str, position: int, cell: NotebookNode) -> str:
    """Return a cell's id: its role's or its own name, so that adding a paragraph does not rename the answer."""
    if cell.cell_type != "code":
        return f"{stem}-text-{position:02d}"
    role, name = cell.metadata.get("role"), cell.metadata.get("name")
    if stem not in NAMES and role is None:
        return f"{stem}_{name}" if name else f"{stem}-code-{position:02d}"
    if role not in ROLES:
        raise ValueError(f"{stem}.py: a cell has role={role!r}, not one of {', '.join(ROLES)}:\n{cell.source[:80]}")
    if role == "answer":
        return name or stem
    if role == "check":
        return f"{name or stem}_check"
    if not name:
        raise ValueError(f'{stem}.py: this cell needs a name (# %% role="{role}" name="..."):\n{cell.source[:80]}')
    return f"{stem}_{name}"


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
    from autograder.exercises import EXERCISES  # here: the exercises ask this module for their reference

    notebook = read(_path(name))
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


def beyond() -> dict[str, NotebookNode]:
    """Return the notebooks that are for reading on, not for grading, by name: ``masters/beyond/*.py``.

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
    for path in sorted((MASTERS / "beyond").glob("*.py")):
        notebook = read(path)
        for cell in notebook.cells:
            cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k not in ("role", "name")})
        notebooks[path.stem] = notebook
    return notebooks


@cache
def solution(name: str) -> str:
    """Return the code of an exercise's answer cell with its solution in it, nbgrader's markers included.

    Parameters
    ----------
    name : str
        One of :func:`names`.

    Raises
    ------
    ValueError
        Where there is no such exercise, or its master has no answer cell.
    """
    for cell in read(_path(name)).cells:
        if cell.cell_type == "code" and cell.metadata["role"] == "answer":
            return cell.source
    raise ValueError(f'{name}.py has no answer cell; mark one with # %% role="answer"')


@cache
def reference(name: str) -> Callable:
    """Return an exercise's reference: the function that its solution defines, with the earlier references at hand.

    Parameters
    ----------
    name : str
        One of :func:`names`.

    Returns
    -------
    callable
        A function of the published signature, the same object every time.
    """
    return define(name, solution(name))


def define(name: str, code: str) -> Callable:
    """Return the function that an answer cell defines, run with NumPy, ``utils`` and the earlier references at hand.

    Parameters
    ----------
    name : str
        The exercise, and the name of the function.
    code : str
        The source of the answer cell.

    Returns
    -------
    callable
        The function; its globals are its own.
    """
    earlier = {other: reference(other) for other in NAMES[: NAMES.index(name)]}
    scope: dict = {"__name__": f"answer_{name}", "np": np, **_public(utils), **earlier}
    exec(compile(code, f"<{name}>", "exec"), scope)
    return scope[name]


def _public(module) -> dict:
    """Return what ``from module import *`` would bring in."""
    listed = getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]
    return {name: getattr(module, name) for name in listed}


def _path(name: str) -> Path:
    """Return the master of a graded exercise, or say which there are."""
    if name not in NAMES:
        raise ValueError(f"no exercise is called {name!r}; there are {', '.join(NAMES)}")
    return MASTERS / f"{name}.py"
