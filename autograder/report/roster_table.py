"""Who is who: what a folder was taken for, and whose files were found where, for the instructor to look over."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.files import whole_file
from autograder.report.spreadsheet import harmless
from autograder.report.summary import MAX_ROWS, tell
from autograder.submission.gather import GatheredFiles
from autograder.submission.layouts import exercise_of
from autograder.submission.printable import listed, printable
from autograder.submission.roster import Person, Roster, StudentFolder

FILE = "students.csv"


def announce(console: Console, roster: Roster) -> None:
    """Say what the class was taken for, and who is who in it; what was left alone, and whose name was changed."""
    tell(console, f"Taken for: {roster.layout}. {len(roster.students)} students.", "bold")
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("student", "files", "where from"):
        shown.add_column(column, overflow="fold")
    for student in roster.students[:MAX_ROWS]:
        shown.add_row(*(escape(printable(text)) for text in (student.id, _files(student), student.origin)))
    console.print(shown)
    if len(roster.students) > MAX_ROWS:
        console.print(f"... and {len(roster.students) - MAX_ROWS} more, in {FILE}.", highlight=False)
    if roster.people:
        handed_in = {student.id for student in roster.students}
        absent = [person.id for person in roster.people if person.id not in handed_in]
        if absent:
            tell(console, f"Handed in nothing: {listed(absent, 10)}.")
    if roster.strangers:
        tell(console, f"Handed in, and not in the roster: {listed(list(roster.strangers), 10)}.")
    if roster.ignored:
        tell(console, f"Not student folders, so left alone: {listed(list(roster.ignored), 5)}.")
    if roster.renamed:
        tell(
            console,
            "Names of folders that cannot be shown as they are, or that look like another's, got a suffix: "
            f"{listed(list(roster.renamed), 5)}.",
        )


def _files(student: StudentFolder) -> str:
    """Return which notebooks there are, in a few words."""
    if isinstance(student.files, GatheredFiles):
        found = student.files.exercises()
    elif student.reason or not student.folder.is_dir():
        return "-"
    else:
        found = sorted({exercise_of(path.name) for path in student.folder.iterdir()} - {""})
    return " ".join(found) or "no notebook"


def write_students(path: Path, roster: Roster) -> None:
    """Write the same for everybody as CSV, with what the roster knows of each, also of who handed in nothing."""
    people = {person.id: person for person in roster.people}
    students = {student.id: (_files(student), student.origin) for student in roster.students}
    with whole_file(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        lines = csv.writer(text)
        lines.writerow(["student", "files", "where_from", "last_name", "first_name", "email", "section"])
        for student in sorted({*people, *students}):
            person = people.get(student, Person(student))
            known = (person.last, person.first, person.email, person.section)
            lines.writerow([harmless(cell) for cell in (student, *students.get(student, ("", "")), *known)])
        text.detach()
