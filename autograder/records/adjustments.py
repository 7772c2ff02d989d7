"""What a person changed in the gradebook, in formgrader as a rule: scores, extra credit, comments, penalties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from nbgrader import api
from sqlalchemy import Connection, and_, or_, select


@dataclass(frozen=True)
class Adjustment:
    """What was changed about one exercise of one student.

    Attributes
    ----------
    score : float or None
        Points that stand in place of the automatic ones; None where those stand.
    extra : float
        Points on top.
    penalty : float
        Points taken for being late.
    comments : tuple of str
        What the person wrote.
    """

    score: float | None = None
    extra: float = 0.0
    penalty: float = 0.0
    comments: tuple[str, ...] = ()

    def points(self, automatic: float) -> float:
        """Return the exercise's points, without the penalty, as nbgrader counts them."""
        return (automatic if self.score is None else self.score) + self.extra


def adjustments(
    connection: Connection, assignment: str, notebooks: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, Adjustment]]]:
    """Yield each student for whom a person changed something, with what it is by exercise.

    Parameters
    ----------
    connection : Connection
        To the gradebook.
    assignment : str
        The assignment's id in there.
    notebooks : mapping of str to str
        Id of each exercise's notebook.
    """
    submission, notebook, grade, comment = (
        model.__table__ for model in (api.SubmittedAssignment, api.SubmittedNotebook, api.Grade, api.Comment)
    )
    changed = or_(
        grade.c.manual_score.is_not(None),
        grade.c.extra_credit > 0,
        notebook.c.late_submission_penalty > 0,
        comment.c.manual_comment.is_not(None),
    )
    columns = (
        *(submission.c.student_id, notebook.c.notebook_id, grade.c.manual_score, grade.c.extra_credit),
        *(notebook.c.late_submission_penalty, comment.c.manual_comment),
    )
    query = (
        select(*columns)
        .join(notebook, notebook.c.assignment_id == submission.c.id)
        .join(grade, grade.c.notebook_id == notebook.c.id)
        .outerjoin(comment, comment.c.notebook_id == notebook.c.id)
        .where(and_(submission.c.assignment_id == assignment, notebook.c.notebook_id.in_(notebooks.values()), changed))
        .order_by(submission.c.student_id, notebook.c.notebook_id)
    )
    names = {identity: name for name, identity in notebooks.items()}
    with connection.begin():
        for student, lines in groupby(connection.execute(query).all(), key=lambda row: row[0]):
            yield student, {names[one]: _adjustment(list(rows)) for one, rows in groupby(lines, key=lambda row: row[1])}


def _adjustment(rows: list[Any]) -> Adjustment:
    """Put together the lines of one notebook, which has one graded cell and may have several comments."""
    _, _, score, extra, penalty, _ = rows[0]
    comments = dict.fromkeys(text.strip() for *_, text in rows if text and text.strip())
    return Adjustment(score, extra or 0.0, penalty or 0.0, tuple(comments))
