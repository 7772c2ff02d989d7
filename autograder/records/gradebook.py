"""nbgrader's gradebook, opened once and written in one transaction a submission.

The tables are nbgrader's own (`nbgrader.api`), so its export, its formgrader and its manual grading read what is
written here. Scores that a person gave are never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import uuid4

from nbgrader import api
from sqlalchemy import Connection, and_, func, insert, select, update
from sqlalchemy.exc import DatabaseError

from autograder.errors import GradingError
from autograder.records.adjustments import Adjustment, adjustments
from autograder.records.assignment_rows import Cells, store_course
from autograder.records.course_change import moved
from autograder.records.database import lock_server, open_database
from autograder.records.database_address import scrubbed
from autograder.submission.roster import Person

Table = Any  # nbgrader's classes carry no types


@dataclass(frozen=True)
class Mark:
    """What one exercise of one submission earned.

    Attributes
    ----------
    score : float
        Points, for the exercise's grade cell.
    comment : str or None
        Automatic comment on the answer, for the person who grades by hand.
    """

    score: float
    comment: str | None = None


@dataclass(frozen=True)
class StudentScores:
    """One student's line: points of each exercise (a person's before ours), late penalty, and the most there is.

    Where nothing was handed in there are no points. The names are what the gradebook knows of the student.
    """

    student: str
    scores: dict[str, float]
    penalty: float
    max: float
    first: str = ""
    last: str = ""
    email: str = ""


class Gradebook:
    """A context manager around nbgrader's database.

    Parameters
    ----------
    url : str
        SQLAlchemy address, e.g. ``sqlite:////somewhere/gradebook.db`` or ``postgresql://...``.
    changed : bool
        Go on with marks of a course that had other cells or points; what was given by hand stays.

    Raises
    ------
    GradingError
        Where the address leads to no database, to one that is no gradebook, or to a gradebook of another version of
        nbgrader or of the course. Nothing was changed then.
    """

    def __init__(self, url: str, changed: bool = False) -> None:
        self._url, self._engine = url, open_database(url)
        self._connection: Connection = self._engine.connect()
        try:
            lock_server(self._connection)
            self._cells: Cells = store_course(url, changed)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; the gradebook cannot be used afterwards."""
        self._connection.close()
        self._engine.dispose()

    def record(self, student: str, marks: Mapping[str, Mark], submitted: datetime | None = None) -> None:
        """Write one submission's marks, all of them or, where something goes wrong, none.

        Every grade cell of the assignment is written: an exercise that `marks` does not name scores 0. A person's
        score, comment and extra credit stay; where the automatic score beneath a person's changes, nbgrader's flag
        asks that person to look again. Recording the same marks twice changes nothing.

        Parameters
        ----------
        student : str
            Gradebook id, at most 128 characters.
        marks : mapping of str to Mark
            For each exercise.
        submitted : datetime, optional
            When it was handed in, UTC without a zone.

        Raises
        ------
        GradingError
            Where the database refuses; it says why.
        """
        try:
            with self._connection.begin():
                notebooks = self._submission(student, submitted)
                self._write_grades(notebooks, marks)
                self._write_comments(notebooks, marks)
        except DatabaseError as error:
            raise GradingError(
                f"The gradebook could not be written ({scrubbed(error.orig, self._url)}). The results so far are kept: "
                "mend the cause and run the same command again."
            ) from None

    def _submission(self, student: str, submitted: datetime | None) -> dict[str, str]:
        """Return the ids of the student's submitted notebooks by exercise; rows that are missing are made."""
        self._get_or_make(api.Student, {"id": student})
        submission = {"assignment_id": self._cells.assignment, "student_id": student}
        identity = self._get_or_make(api.SubmittedAssignment, submission)
        table = api.SubmittedAssignment.__table__
        self._connection.execute(update(table).where(table.c.id == identity).values(timestamp=submitted))
        found = self._found(api.SubmittedNotebook, "notebook_id", "assignment_id", [identity])
        rows = [
            {"id": uuid4().hex, "assignment_id": identity, "notebook_id": notebook, "flagged": False}
            for notebook in self._cells.notebooks.values()
            if (identity, notebook) not in found
        ]
        self._insert(api.SubmittedNotebook, rows)
        known: dict[str, str] = {notebook: row.id for (_, notebook), row in found.items()}
        known |= {str(row["notebook_id"]): str(row["id"]) for row in rows}
        return {name: known[notebook] for name, notebook in self._cells.notebooks.items()}

    def _write_grades(self, notebooks: Mapping[str, str], marks: Mapping[str, Mark]) -> None:
        found = self._found(api.Grade, "cell_id", "notebook_id", notebooks.values())
        new, changed = [], []
        for (exercise, cell), points in self._cells.grades.items():
            mark = marks.get(exercise)
            score = min(max(float(mark.score), 0.0), points) if mark else 0.0
            old = found.get((notebooks[exercise], cell))
            values = {"auto_score": score, "needs_manual_grade": _must_look_again(old, score)}
            if old is None:
                new.append({"id": uuid4().hex, "cell_id": cell, "notebook_id": notebooks[exercise], **values})
            elif (old.auto_score, old.needs_manual_grade) != tuple(values.values()):
                changed.append((old.id, values))
        self._insert(api.Grade, new)
        self._update(api.Grade, changed)

    def _write_comments(self, notebooks: Mapping[str, str], marks: Mapping[str, Mark]) -> None:
        found = self._found(api.Comment, "cell_id", "notebook_id", notebooks.values())
        new, changed = [], []
        for exercise, cell in self._cells.comments:
            mark = marks.get(exercise)
            text = mark.comment if mark else None
            old = found.get((notebooks[exercise], cell))
            if old is None:
                row = {"id": uuid4().hex, "cell_id": cell, "notebook_id": notebooks[exercise], "auto_comment": text}
                new.append(row)
            elif old.auto_comment != text:
                changed.append((old.id, {"auto_comment": text}))
        self._insert(api.Comment, new)
        self._update(api.Comment, changed)

    def _get_or_make(self, model: Table, values: dict[str, str]) -> str:
        table = model.__table__
        same = and_(*(table.c[name] == value for name, value in values.items()))
        identity = self._connection.execute(select(table.c.id).where(same)).scalar()
        if identity is None:
            row = {"id": uuid4().hex} | values
            self._connection.execute(insert(table), [row])
            identity = row["id"]
        return identity

    def _found(self, model: Table, column: str, owner: str, owners: Any) -> dict[tuple[str, str], Any]:
        table = model.__table__
        rows = self._connection.execute(select(table).where(table.c[owner].in_(list(owners))))
        return {(getattr(row, owner), getattr(row, column)): row for row in rows}

    def _insert(self, model: Table, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(insert(model.__table__), rows)

    def _update(self, model: Table, changes: list[tuple[str, dict[str, Any]]]) -> None:
        table = model.__table__
        for identity, values in changes:
            self._connection.execute(update(table).where(table.c.id == identity).values(**values))

    @property
    def change(self) -> str:
        """What the course had otherwise when the marks in here were given; ``""`` where nothing was taken over."""
        return self._cells.change

    def moved(self) -> list[str]:
        """Say whose marks are other than they were before the changed course was taken over."""
        after = {row.student: (sum(row.scores.values()) - row.penalty, row.max) for row in self.rows()}
        return moved(self._cells.before, after)

    def enrol(self, people: Iterable[Person]) -> None:
        """Write down who is in the class, whether they handed in or not; what is not known stays as it is."""
        table = api.Student.__table__
        with self._connection.begin():
            for person in people:
                identity = self._get_or_make(api.Student, {"id": person.id})
                known = {"first_name": person.first, "last_name": person.last, "email": person.email}
                values = {column: text for column, text in known.items() if text}
                if values:
                    self._connection.execute(update(table).where(table.c.id == identity).values(**values))

    def adjustments(self) -> Iterator[tuple[str, dict[str, Adjustment]]]:
        """Yield each student for whom a person changed something, with what it is by exercise."""
        return adjustments(self._connection, self._cells.assignment, self._cells.notebooks)

    def rows(self) -> Iterator[StudentScores]:
        """Yield every student in the gradebook, in order of their ids; only one at a time is held in memory."""
        person, submission, notebook, grade = (
            model.__table__ for model in (api.Student, api.SubmittedAssignment, api.SubmittedNotebook, api.Grade)
        )
        points = func.coalesce(grade.c.manual_score, grade.c.auto_score, 0.0) + func.coalesce(grade.c.extra_credit, 0.0)
        ours = and_(submission.c.student_id == person.c.id, submission.c.assignment_id == self._cells.assignment)
        columns = (
            *(person.c.id, person.c.first_name, person.c.last_name, person.c.email),
            *(notebook.c.notebook_id, notebook.c.late_submission_penalty),
        )
        query = (
            select(*columns, func.sum(points))
            .select_from(person)
            .outerjoin(submission, ours)
            .outerjoin(notebook, notebook.c.assignment_id == submission.c.id)
            .outerjoin(grade, grade.c.notebook_id == notebook.c.id)
            .group_by(*columns)
            .order_by(person.c.id)
        )
        names = {identity: name for name, identity in self._cells.notebooks.items()}
        most = sum(self._cells.grades.values())
        with self._connection.begin():
            found = self._connection.execution_options(yield_per=400).execute(query)
            for known, group in groupby(found, key=lambda row: tuple(row[:4])):
                lines = list(group)
                scores = {names[line[4]]: float(line[6] or 0.0) for line in lines if line[4] is not None}
                penalty = sum(line[5] or 0.0 for line in lines)
                yield StudentScores(known[0], scores, penalty, most, *(text or "" for text in known[1:]))


def _must_look_again(old: Any, score: float) -> bool:
    """Return nbgrader's flag: a person's score stands above an automatic one that has changed since."""
    if old is None or old.manual_score is None:
        return False
    return bool(old.needs_manual_grade) or old.auto_score != score
