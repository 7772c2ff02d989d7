"""The course's own rows in the gradebook: its assignment, notebooks and cells, stored through nbgrader's interface."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import ClearSolutions, ComputeChecksums, LockCells
from nbgrader.utils import is_grade, is_locked, is_solution

from autograder.course.assignment import source
from autograder.exercises import masters
from autograder.records.course_change import Cell, refuse_change, spelled, take_over
from autograder.submission.roster import ASSIGNMENT

#: The course's name in `autograder.nbgrader_plugin.config`; the same, so that nbgrader's own commands find the same
#: rows.
COURSE = ASSIGNMENT


@dataclass
class Cells:
    """Database ids of the course's rows.

    Attributes
    ----------
    assignment : str
        Of the assignment.
    notebooks : dict of str to str
        Of each exercise's notebook.
    grades : dict of (str, str) to float
        Points of each ``(exercise, cell id)``.
    comments : list of (str, str)
        ``(exercise, cell id)`` of the cells that carry a comment.
    change : str
        What was other in the gradebook, where marks of a changed course were taken over.
    before : dict of str to (float, float)
        Then every student's score, and the most there was.
    """

    assignment: str
    notebooks: dict[str, str] = field(default_factory=dict)
    grades: dict[tuple[str, str], float] = field(default_factory=dict)
    comments: list[tuple[str, str]] = field(default_factory=list)
    change: str = ""
    before: dict[str, tuple[float, float]] = field(default_factory=dict)


def store_course(url: str, changed: bool = False) -> Cells:
    """Put the present course into a gradebook, or find it there.

    Changed words and checks are brought up to date. Cells or points that differ are not, once somebody has marks,
    unless that is asked for; what was given by hand stays.

    Parameters
    ----------
    url : str
        SQLAlchemy address of a gradebook whose tables exist.
    changed : bool
        Go on where somebody has marks of a course with other cells or points.

    Returns
    -------
    Cells
        The ids that marks are recorded under.

    Raises
    ------
    GradingError
        Where the gradebook holds marks of a course with other cells or points, and going on was not asked for or
        would lose what was given by hand. Nothing was changed then.
    """
    change, before = "", dict[str, tuple[float, float]]()
    sources = {name: _as_nbgrader_stores(name) for name in masters.names()}
    with Gradebook(url, course_id=COURSE) as gradebook:
        try:
            assignment = gradebook.find_assignment(ASSIGNMENT)
        except MissingEntry:
            assignment = gradebook.add_assignment(ASSIGNMENT, course_id=COURSE)
        present, wanted = _present(assignment), _wanted(sources)
        if present != wanted:
            if not assignment.num_submissions:
                for name in [notebook.name for notebook in assignment.notebooks]:
                    gradebook.remove_notebook(name, ASSIGNMENT)
            elif changed:
                change, before = spelled(present, wanted), _scores(gradebook)
                take_over(gradebook, assignment, present, wanted)
            else:
                refuse_change(assignment, present, wanted)
        for name, notebook in sources.items():
            _store(gradebook, name, notebook)
        return _cells(gradebook.find_assignment(ASSIGNMENT), change, before)


def _scores(gradebook: Any) -> dict[str, tuple[float, float]]:
    """Return every student's score, and the most there is, as nbgrader has them."""
    found = gradebook.submission_dicts(ASSIGNMENT)
    return {each["student"]: (each["score"], each["max_score"]) for each in found}


def _as_nbgrader_stores(name: str) -> Any:
    """Return a master as `nbgrader generate_assignment` puts it into the gradebook: no solution, all tests."""
    notebook, resources = source(name), dict[str, Any]()
    for step in (LockCells, ClearSolutions, ComputeChecksums):
        notebook, resources = step().preprocess(notebook, resources)
    return notebook


def _wanted(sources: dict[str, Any]) -> set[Cell]:
    """Return ``(exercise, cell, points)`` of every cell that is marked or answered; no points for an answer."""
    cells = [(name, cell) for name, notebook in sources.items() for cell in notebook.cells]
    graded = {(name, cell.id, float(cell.metadata.nbgrader.points)) for name, cell in cells if is_grade(cell)}
    return graded | {(name, cell.id, None) for name, cell in cells if is_solution(cell)}


def _present(assignment: Any) -> set[Cell]:
    graded = {
        (notebook.name, cell.name, cell.max_score)
        for notebook in assignment.notebooks
        for cell in (*notebook.grade_cells, *notebook.task_cells)
    }
    return graded | {
        (notebook.name, cell.name, None) for notebook in assignment.notebooks for cell in notebook.solution_cells
    }


def _store(gradebook: Any, name: str, notebook: Any) -> None:
    gradebook.update_or_create_notebook(name, ASSIGNMENT, kernelspec=json.dumps(notebook.metadata.kernelspec))
    for cell in notebook.cells:
        place = (cell.metadata.get("nbgrader", {}).get("grade_id"), name, ASSIGNMENT)
        if is_grade(cell):
            points = float(cell.metadata.nbgrader.points)
            gradebook.update_or_create_grade_cell(*place, max_score=points, cell_type=cell.cell_type)
        if is_solution(cell):
            gradebook.update_or_create_solution_cell(*place)
        if is_grade(cell) or is_solution(cell) or is_locked(cell):
            gradebook.update_or_create_source_cell(
                *place,
                cell_type=cell.cell_type,
                locked=is_locked(cell),
                source=cell.source,
                checksum=cell.metadata.nbgrader.checksum,
            )


def _cells(assignment: Any, change: str, before: dict[str, tuple[float, float]]) -> Cells:
    cells = Cells(assignment.id, change=change, before=before)
    for notebook in assignment.notebooks:
        cells.notebooks[notebook.name] = notebook.id
        cells.grades |= {(notebook.name, cell.id): cell.max_score for cell in notebook.grade_cells}
        cells.comments += [(notebook.name, cell.id) for cell in notebook.solution_cells]
    return cells
