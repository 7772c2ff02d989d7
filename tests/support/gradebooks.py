"""What the tests of gradebooks share: full marks, what nbgrader reads, and a course that is worth more than it was."""

from __future__ import annotations

import pytest
from nbgrader import api

from autograder.exercises import EXERCISES
from autograder.records import assignment_rows
from autograder.records.gradebook import Gradebook, Mark, StudentScores
from autograder.submission.roster import ASSIGNMENT

NAMES = list(EXERCISES)
FULL = {name: Mark(float(EXERCISES[name].points)) for name in NAMES}
POINTS = sum(EXERCISES[name].points for name in NAMES)


def score_in_nbgrader(url: str, student: str) -> float:
    """Return what nbgrader's own interface says a student has."""
    with api.Gradebook(url, course_id=ASSIGNMENT) as gradebook:
        return gradebook.find_submission(ASSIGNMENT, student).score


def rows(url: str) -> list[StudentScores]:
    """Return all rows of a gradebook."""
    with Gradebook(url) as gradebook:
        return list(gradebook.rows())


def raise_points(patch: pytest.MonkeyPatch) -> None:
    """Let every exercise be worth five points more than before."""
    before = assignment_rows._as_nbgrader_stores

    def more(name: str):
        notebook = before(name)
        for cell in notebook.cells:
            if "points" in cell.metadata.get("nbgrader", {}):
                cell.metadata.nbgrader.points += 5
        return notebook

    patch.setattr(assignment_rows, "_as_nbgrader_stores", more)
