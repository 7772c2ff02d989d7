"""Hands in notebooks for the tests: a student's folder, filled from the masters with any answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder import master

ASSIGNMENT = "dinosaur_island"


def notebook(
    exercise: str, answer: str | None = None, added: Sequence[str] = (), before: bool = False
) -> dict[str, Any]:
    """Return a student's notebook with an answer typed in and cells added.

    Parameters
    ----------
    exercise : str
        Which notebook.
    answer : str, optional
        The answer cell; by default the master's solution, ``""`` for the untouched stub.
    added : sequence of str
        Code cells of the student's own, behind the answer cell.
    before : bool
        Put them before it.
    """
    node = json.loads(json.dumps(master.student(exercise)))
    at = next(index for index, cell in enumerate(node["cells"]) if cell["id"] == exercise)
    typed = master.solution(exercise) if answer is None else answer
    node["cells"][at]["source"] = typed or node["cells"][at]["source"]
    own = [{"cell_type": "code", "id": f"own{n}", "metadata": {}, "source": text} for n, text in enumerate(added)]
    place = at if before else at + 1
    node["cells"][place:place] = own
    return node


def hand_in(submitted: Path, student: str, **notebooks: str | Mapping[str, Any] | None) -> Path:
    """Hand in all four notebooks of a student.

    Parameters
    ----------
    submitted : Path
        Where submissions lie.
    student : str
        Who hands in.
    **notebooks : str, mapping or None
        For an exercise an answer cell, or a whole notebook; by default the solution; None hands in nothing.

    Returns
    -------
    Path
        ``submitted/<student>/dinosaur_island``.
    """
    folder = submitted / student / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    for name in master.names():
        given = notebooks.get(name, notebook(name))
        if given is not None:
            node = given if isinstance(given, Mapping) else notebook(name, given)
            (folder / f"{name}.ipynb").write_text(json.dumps(node))
    return folder
