"""What nbgrader hands on, made fit for others: ``nbgrader export`` for spreadsheets, feedback for the students."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.exchange.default import ExchangeReleaseFeedback
from nbgrader.plugins import CsvExportPlugin

from autograder.files import whole_file
from autograder.report.spreadsheet import harmless

COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


class SpreadsheetExport(CsvExportPlugin):
    """nbgrader's CSV, column by column, quoted where needed, and with no cell that a spreadsheet would run."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the file that ``--to`` names, by default ``nbgrader_grades.csv``; it is its owner's alone."""
        students, assignments = ({str(one) for one in some} for some in (self.student, self.assignment))
        path = Path(self.to or "nbgrader_grades.csv")
        self.log.info("Exporting grades to %s", path)
        with whole_file(path.absolute()) as file:
            text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
            lines = csv.writer(text)
            lines.writerow(COLUMNS)
            for assignment in gradebook.assignments:
                for student in gradebook.students if assignment.name in (assignments or {assignment.name}) else ():
                    if student.id in (students or {student.id}):
                        lines.writerow(map(_cell, _row(gradebook, assignment, student)))
            text.detach()


def _row(gradebook: Gradebook, assignment: Any, student: Any) -> list[Any]:
    """Return one student's line in the order of `COLUMNS`; who handed in nothing has zeros, as in nbgrader's own."""
    timestamp, raw, penalty = None, 0.0, 0.0
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
        timestamp, raw, penalty = submission.timestamp, submission.score, submission.late_submission_penalty
    except MissingEntry:
        pass
    person = (student.id, student.last_name, student.first_name, student.email)
    points = (raw, penalty, max(0.0, raw - penalty), assignment.max_score)
    return [assignment.name, assignment.duedate, timestamp, *person, *points]


def _cell(value: Any) -> Any:
    """Return a value as a cell: numbers as they are, nothing for None, all else as harmless text."""
    if value is None or isinstance(value, (int, float)):
        return value
    return harmless(str(value))


class ReleaseFeedback(ExchangeReleaseFeedback):
    """nbgrader's release of feedback, which would copy our permissions to where students must be able to read."""

    def copy_files(self) -> None:
        """Release, then open the pages to others; their names are secrets of the students'."""
        super().copy_files()
        for page in Path(self.dest_path).glob("*.html"):
            if not self.coursedir.groupshared and page.stat().st_mode & 0o777 == 0o600:
                page.chmod(0o644)
