"""Hands in notebooks for the tests, filled from the masters with any answers, and makes nbgrader courses of them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import autograder
from autograder.course import assignment
from autograder.course.build import write_sources
from autograder.exercises import masters
from autograder.nbgrader_plugin import config

ASSIGNMENT = "dinosaur_island"
MARKERS = re.compile(r"^ *### (BEGIN|END) SOLUTION\n", re.MULTILINE)  # no student has them


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
    node = json.loads(json.dumps(assignment.student(exercise)))
    at = next(index for index, cell in enumerate(node["cells"]) if cell["id"] == exercise)
    typed = MARKERS.sub("", masters.solution(exercise)) if answer is None else answer
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
    for name in masters.names():
        given = notebooks.get(name, notebook(name))
        if given is not None:
            node = given if isinstance(given, Mapping) else notebook(name, given)
            (folder / f"{name}.ipynb").write_text(json.dumps(node))
    return folder


def nbgrader(course: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run an nbgrader command in a course folder, as an instructor would."""
    command = [str(Path(sys.executable).parent / "nbgrader"), *arguments]
    return subprocess.run(command, cwd=course, env=environment(), capture_output=True, text=True, timeout=300)


def environment(**more: str) -> dict[str, str]:
    """Return the environment in which nbgrader finds this package, and the programs that it calls by name."""
    bin_folder, root = Path(sys.executable).parent, Path(autograder.__file__).parents[1]
    return {**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}", "PYTHONPATH": str(root), **more}


def make_course(folder: Path) -> Path:
    """Make a course folder with our configuration and the assignment in its gradebook."""
    folder.mkdir()
    write_sources(folder / "source")
    (folder / "nbgrader_config.py").write_text(config.LINES)
    done = nbgrader(folder, "generate_assignment", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    return folder
