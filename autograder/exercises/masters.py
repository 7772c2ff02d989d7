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

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import numpy as np
from nbformat import NotebookNode

import utils
from utils.feedback.contract import START_PAGE, filled

FOLDER = Path(__file__).parent
ROLES = ("given", "answer", "check", "demonstration")
SETUP = FOLDER / "setup_cell.py.txt"  # the first code cell of every graded notebook
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


@cache
def names() -> tuple[str, ...]:
    """Return the names of the graded exercises in the order in which they are taught: the folders with a description.

    Examples
    --------
    >>> names()[:2]
    ('clip', 'sample')
    """
    found = [path.parent.name for path in FOLDER.glob("*/exercise.toml")]
    return tuple(sorted(found, key=lambda name: (description(name)["order"], name)))


@cache
def description(name: str) -> dict[str, Any]:
    """Return what an exercise's ``exercise.toml`` says: ``title``, ``order``, ``helpers``, ``hints``, ``mistakes``.

    Parameters
    ----------
    name : str
        The exercise's folder.

    Returns
    -------
    dict
        As the TOML file has it.
    """
    return tomllib.loads((FOLDER / name / "exercise.toml").read_text(encoding="utf-8"))


def read(path: Path, stem: str) -> NotebookNode:
    """Read one py:percent master, give its cells their ids and check that every code cell has a role.

    Parameters
    ----------
    path : Path
        The py:percent file.
    stem : str
        The name of the notebook.

    Returns
    -------
    NotebookNode
        nbformat 4.5. Code cells still carry ``role`` and ``name`` in their metadata; no outputs.

    Raises
    ------
    ValueError
        Where a code cell has no role or an unknown one, or where two cells would get the same id.
    """
    return parse(path.read_text(encoding="utf-8"), stem)


def parse(text: str, stem: str) -> NotebookNode:
    """Return the notebook that a py:percent text stands for, as :func:`read` does.

    Parameters
    ----------
    text : str
        What a master holds.
    stem : str
        The name of the notebook.
    """
    notebook = jupytext.reads(text, fmt="py:percent")
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for position, cell in enumerate(notebook.cells):
        cell.metadata.pop("lines_to_next_cell", None)  # jupytext's own note on blank lines; it would churn
        cell.id = _identity(stem, position, cell)
        if cell.cell_type == "markdown":
            cell.source = filled(cell.source).replace("{{next}}", following(stem))
        elif cell.source == "{{setup}}":
            cell.source = SETUP.read_text(encoding="utf-8").strip()
    identities = [cell.id for cell in notebook.cells]
    for identity in identities:
        if identities.count(identity) > 1:
            raise ValueError(f"{stem}: two cells are called {identity!r}; give one of them another name=...")
    return notebook


def _identity(stem: str, position: int, cell: NotebookNode) -> str:
    """Return a cell's id: its role's or its own name, so that adding a paragraph does not rename the answer."""
    if cell.cell_type != "code":
        return f"{stem}-text-{position:02d}"
    role, name = cell.metadata.get("role"), cell.metadata.get("name")
    if stem not in names() and role is None:
        return f"{stem}_{name}" if name else f"{stem}-code-{position:02d}"
    if role not in ROLES:
        raise ValueError(f"{stem}: a cell has role={role!r}, not one of {', '.join(ROLES)}:\n{cell.source[:80]}")
    if role == "answer":
        return name or stem
    if role == "check":
        return f"{name or stem}_check"
    if not name:
        raise ValueError(f'{stem}: this cell needs a name (# %% role="{role}" name="..."):\n{cell.source[:80]}')
    return f"{stem}_{name}"


def following(name: str) -> str:
    """Return the words with which a notebook ends: where to go on, as a link.

    Parameters
    ----------
    name : str
        The notebook; for those that are not graded, nothing is next.

    Examples
    --------
    >>> following(names()[0]).startswith("**Next:** save this notebook (Ctrl + S, or Cmd + S), then go on to [")
    True
    """
    later = names()[names().index(name) + 1 :] if name in names() else ()
    start = f"[start page]({START_PAGE})"
    save = "**Next:** save this notebook (Ctrl + S, or Cmd + S), then go"
    if not later:
        return f"{save} back to the {start}: it shows what is done, and hands it in."
    return f"{save} on to [{later[0]}.ipynb]({later[0]}.ipynb). The {start} shows what is done."


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
    for cell in read(path_of(name), name).cells:
        if cell.cell_type == "code" and cell.metadata["role"] == "answer":
            return cell.source
    raise ValueError(f'{name}/master.py has no answer cell; mark one with # %% role="answer"')


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
    earlier = {other: reference(other) for other in names()[: names().index(name)]}
    scope: dict = {"__name__": f"answer_{name}", "np": np, **_public(utils), **earlier}
    exec(compile(code, f"<{name}>", "exec"), scope)
    return scope[name]


def _public(module) -> dict:
    """Return what ``from module import *`` would bring in."""
    listed = getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]
    return {name: getattr(module, name) for name in listed}


def path_of(name: str) -> Path:
    """Return the master of a graded exercise, or say which there are."""
    if name not in names():
        raise ValueError(f"no exercise is called {name!r}; there are {', '.join(names())}")
    return FOLDER / name / "master.py"
