"""The class's grades for other programs: CSV for spreadsheets, JSON with every check, one overview page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from autograder.exercises import EXERCISES
from autograder.files import whole_file
from autograder.records.gradebook import StudentScores
from autograder.records.result_store import Result, Store, as_report
from autograder.report import feedback
from autograder.report.spreadsheet import harmless
from autograder.report.summary import Summary
from autograder.submission.roster import ASSIGNMENT

#: Students in the overview page, which a browser must be able to show.
MAX_OVERVIEW_ROWS = 2_000
PERSON = ("last_name", "first_name", "email")  # last, so that other columns stay where they were
NOTHING = "nothing was handed in"


def write_csv(path: Path, rows: Iterable[StudentScores], summary: Summary) -> None:
    """Write the gradebook as CSV: RFC 4180, UTF-8.

    Parameters
    ----------
    path : Path
        The file.
    rows : iterable of StudentScores
        Everybody in the gradebook, also those who are not in this run's folder.
    summary : Summary
        Of this run, for the notes.
    """
    with whole_file(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        lines = csv.writer(text)
        lines.writerow(["student", *EXERCISES, "late_penalty", "score", "max_score", "remark", *PERSON])
        for row in rows:
            scores = [row.scores.get(name, 0.0) for name in EXERCISES]
            total = max(0.0, sum(scores) - row.penalty)
            numbers = [feedback.points(value) for value in (*scores, row.penalty, total, row.max)]
            texts = (_note(row, summary), row.last, row.first, row.email)
            lines.writerow([harmless(row.student), *numbers, *map(harmless, texts)])
        text.detach()


def _note(row: StudentScores, summary: Summary) -> str:
    if row.student in summary.ungraded:
        return f"not graded in this run: {summary.ungraded[row.student]}"
    if row.student in summary.others:
        return summary.others[row.student][1]
    absent = "" if row.student in summary.keys else "not in this run; the marks are of an earlier one"
    absent = absent if row.scores else NOTHING
    return summary.notes.get(row.student, absent)


def write_json(path: Path, summary: Summary, store: Store, runs: Iterable[str]) -> None:
    """Write every check of every student of these runs, one student at a time."""
    with whole_file(path) as file:
        file.write(b"{")
        for position, (student, result) in enumerate(_results(summary, store, runs)):
            entry = {student: as_report(result.exercises)} if result else {}
            inner = json.dumps(entry, indent=1, ensure_ascii=False)[1:-1].rstrip("\n")
            file.write((b"," if position else b"") + inner.encode())
        file.write(b"\n}\n")


def write_findings(path: Path, summary: Summary, store: Store, runs: Iterable[str]) -> None:
    """Write what is wrong with the answers of these runs as CSV: a line for each thing, as students read it."""
    with whole_file(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        lines = csv.writer(text)
        lines.writerow(["student", "exercise", "points", "message", "line", "checks", "explained"])
        for student, result in _results(summary, store, runs):
            for name, each in result.exercises.items() if result else ():
                for one in each.findings:
                    said = (one.message, one.line, "; ".join(one.checks))
                    lines.writerow([harmless(student), name, one.points, *map(harmless, said), one.explained])
        text.detach()


def _results(summary: Summary, store: Store, runs: Iterable[str]) -> Iterator[tuple[str, Result | None]]:
    """Yield every student of these runs with the result, one at a time."""
    keys = {student: key for student, (key, _) in summary.others.items()} | summary.keys
    runs = tuple(runs)
    for student in sorted(keys):
        yield student, store.load(keys[student], *runs)


def write_overview(path: Path, rows: Iterable[StudentScores], summary: Summary, unsafe: bool) -> None:
    """Write the instructor's page: the class as a table, each student linked to the feedback pages."""
    shown: list[dict[str, Any]] = []
    more = 0
    for row in rows:
        if len(shown) == MAX_OVERVIEW_ROWS:
            more += 1
            continue
        link = f"feedback/{quote(row.student)}/{ASSIGNMENT}/index.html"
        name = f"{row.first} {row.last}".strip()
        student = f"{name} ({row.student})" if name else row.student
        link = link if row.scores else ""
        total = max(0.0, sum(row.scores.values()) - row.penalty)
        note = _note(row, summary)
        shown.append({"student": student, "link": link, "scores": row.scores, "total": total, "note": note})
    with whole_file(path) as file:
        file.write(feedback.overview_page(shown, more, unsafe))
