"""A course that changed after marks were given: what is other now, what was given by hand, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.errors import GradingError

#: ``(exercise, cell, points)`` of a cell that is marked or answered; no points for an answer.
Cell = tuple[str, str, float | None]
SHOWN = 10  # students that a sentence names

GO_ON = (
    "To go on with the changed course give --changed-course: everybody is graded anew, and what was given by hand "
    "stays. Else grade into another folder with --out, or move the gradebook away to begin a new one."
)


@dataclass(frozen=True)
class ByHand:
    """A mark or a comment that a person gave."""

    student: str
    exercise: str
    cell: str
    words: str

    def __str__(self) -> str:
        return f"{self.student}: {self.exercise}, {self.words}"


def given_by_hand(assignment: Any) -> Iterator[ByHand]:
    """Yield what people gave in an assignment, from nbgrader's own objects: marks, extra credit and comments."""
    for submission in assignment.submissions:
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                if grade.manual_score is not None:
                    words = f"{grade.manual_score:g} points"
                    yield ByHand(submission.student.id, notebook.name, grade.cell.name, words)
                if grade.extra_credit:
                    words = f"{grade.extra_credit:g} points of extra credit"
                    yield ByHand(submission.student.id, notebook.name, grade.cell.name, words)
            for comment in notebook.comments:
                if comment.manual_comment:
                    yield ByHand(submission.student.id, notebook.name, comment.cell.name, "a comment")


def spelled(present: set[Cell], wanted: set[Cell]) -> str:
    """Say which cells and points the gradebook has, and which the present course has."""
    return f"{_cells(present - wanted)} there, {_cells(wanted - present)} here"


def _cells(cells: set[Cell]) -> str:
    named = (
        f"{name}/{cell} ({'an answer' if points is None else f'{points:g} points'})" for name, cell, points in cells
    )
    return ", ".join(sorted(named)) or "no such cells"


def refuse_change(assignment: Any, present: set[Cell], wanted: set[Cell]) -> None:
    """Raise, with all that a person needs to decide whether to go on.

    Raises
    ------
    GradingError
        It says what changes, whose marks stay as they were given, and how to go on.
    """
    kept = [str(each) for each in given_by_hand(assignment)]
    stays = f" Given by hand: {some(kept)}." if kept else ""
    raise GradingError(
        f"The gradebook holds marks of {assignment.num_submissions} students for another version of the course: "
        f"{spelled(present, wanted)}. Nothing was changed.{stays} {GO_ON}"
    )


def take_over(gradebook: Any, assignment: Any, present: set[Cell], wanted: set[Cell]) -> None:
    """Make way for the changed course: drop exercises whose cells are gone, and flag marks whose maximum is another.

    Parameters
    ----------
    gradebook : nbgrader.api.Gradebook
        An open one.
    assignment : nbgrader.api.Assignment
        Of that gradebook.
    present, wanted : set of (str, str, float or None)
        The cells that the gradebook and the present course have.

    Raises
    ------
    GradingError
        Where a mark or a comment given by hand would be lost. Nothing was changed then.
    """
    places = {(exercise, cell) for exercise, cell, _ in wanted}
    gone = {exercise for exercise, cell, _ in present if (exercise, cell) not in places}
    lost = [str(each) for each in given_by_hand(assignment) if each.exercise in gone]
    if lost:
        raise GradingError(
            f"The present course no longer has cells in which marks or comments were given by hand ({some(lost)}), so "
            "they would be lost. Nothing was changed. Grade into another folder with --out, and keep this gradebook."
        )
    changed = {(exercise, cell) for exercise, cell, _ in wanted - present}
    for submission in assignment.submissions:
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                if grade.manual_score is not None and (notebook.name, grade.cell.name) in changed:
                    grade.needs_manual_grade = True
    gradebook.db.commit()
    for exercise in sorted(gone):
        gradebook.remove_notebook(exercise, assignment.name)


def some(sentences: list[str]) -> str:
    """Join the first few, and say how many more there are."""
    more = len(sentences) - SHOWN
    return "; ".join(sentences[:SHOWN]) + (f"; and {more} more" if more > 0 else "")


def moved(before: dict[str, tuple[float, float]], after: dict[str, tuple[float, float]]) -> list[str]:
    """Say whose marks are other than before, each a score and the most there was.

    Examples
    --------
    >>> moved({"ada": (64, 70), "ben": (70, 70)}, {"ada": (66, 75), "ben": (70, 70)})
    ['ada: 64 of 70, now 66 of 75']
    """
    return [
        f"{student}: {old[0]:g} of {old[1]:g}, now {after[student][0]:g} of {after[student][1]:g}"
        for student, old in sorted(before.items())
        if student in after and after[student] != old
    ]
