"""Feedback pages: for each exercise of each student one HTML file that is quiet to read and safe to open."""

from __future__ import annotations

import base64
import hashlib
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markdown_it import MarkdownIt
from markupsafe import Markup

from autograder.exercises import EXERCISES
from autograder.grading.result import ExerciseResult
from autograder.records.adjustments import Adjustment
from autograder.report import sanitize
from autograder.submission.cell import Cell
from autograder.submission.restore import original_of
from utils.feedback.report_html import code_in
from utils.feedback.story import SEEN

TEMPLATES = Path(__file__).parent / "templates"
NOT_SHOWN = "What was handed in could not be shown here; the points do not depend on that."
#: Around the student's cells on a page, to find them there again. Nothing of a student's stands on it as HTML.
BEFORE_CELLS, BEHIND_CELLS = Markup("<!-- cells -->"), Markup("<!-- end of cells -->")
NOT_KEPT = "What was handed in is not shown here any more: the page that had it is gone."
KINDS = {"answer": "Your answer", "added": "A cell of yours"}


def feedback_pages(student: str, results: Mapping[str, ExerciseResult], unsafe: bool = False) -> dict[str, bytes]:
    """Return all pages of one student, by file name; they link to one another and to nothing else.

    Parameters
    ----------
    student : str
        Gradebook id.
    results : mapping of str to ExerciseResult
        One for each exercise.
    unsafe : bool
        Whether the submission was graded without a sandbox; every page says so then.

    Returns
    -------
    dict of str to bytes
        ``index.html`` and ``<exercise>.html``, UTF-8, each below about 2 MB.
    """
    pages = {f"{name}.html": exercise_page(student, result, unsafe) for name, result in results.items()}
    return {"index.html": _student_page(student, results, unsafe), **pages}


def adjusted_pages(
    student: str,
    results: Mapping[str, ExerciseResult],
    changed: Mapping[str, Adjustment],
    before: Mapping[str, bytes],
    unsafe: bool = False,
) -> dict[str, bytes]:
    """Return the same pages with the marks that a person changed.

    Parameters
    ----------
    student : str
        Gradebook id.
    results : mapping of str to ExerciseResult
        What the checks found.
    changed : mapping of str to Adjustment
        What a person changed, by exercise.
    before : mapping of str to bytes
        The pages as they are: what the student handed in is taken from them.
    unsafe : bool
        Whether the submission was graded without a sandbox.

    Returns
    -------
    dict of str to bytes
        By file name.
    """
    pages = {"index.html": _student_page(student, results, unsafe, changed)}
    for name, result in results.items():
        page = before.get(f"{name}.html", b"").decode("utf-8", "replace")
        _, found, rest = page.partition(BEFORE_CELLS)
        cells = Markup(rest.rpartition(BEHIND_CELLS)[0])
        shown = result if found else replace(result, notes=[*result.notes, NOT_KEPT])
        pages[f"{name}.html"] = _exercise_page(student, shown, unsafe, changed.get(name), cells)
    return pages


def exercise_page(student: str, result: ExerciseResult, unsafe: bool = False) -> bytes:
    """Return the page on one exercise: what was asked, each check, each reason, and the student's own cells.

    Where the cells cannot be shown the page is made without them: no verdict is lost over its looks.
    """
    try:
        return _exercise_page(student, result, unsafe, cells=_handed_in(result.cells))
    except Exception:
        traceback.print_exc()
        without_cells = replace(result, cells=[], notes=[*result.notes, NOT_SHOWN])
        return _exercise_page(student, without_cells, unsafe)


def _exercise_page(
    student: str, result: ExerciseResult, unsafe: bool, given: Adjustment | None = None, cells: Markup | str = ""
) -> bytes:
    exercise = EXERCISES[result.exercise]
    titles = {check.name: check.title for check in exercise.checks}
    checks = [vars(verdict) | {"title": titles.get(verdict.check, verdict.check)} for verdict in result.verdicts]
    return _render(
        "exercise.html",
        student=student,
        result=result,
        title=exercise.title,
        reason=result.error or result.reason,
        checks=checks,
        findings=result.findings,
        seen=SEEN,
        asked=asked(result.exercise),
        cells=cells,
        before_cells=BEFORE_CELLS,
        behind_cells=BEHIND_CELLS,
        score=given.points(result.score) if given else result.score,
        given=given,
        unsafe=unsafe,
    )


def _student_page(
    student: str, results: Mapping[str, ExerciseResult], unsafe: bool, changed: Mapping[str, Adjustment] | None = None
) -> bytes:
    given = changed or {}
    rows: list[dict[str, Any]] = []
    for name, result in results.items():
        titles = {check.name: check.title for check in EXERCISES[name].checks}
        missed = [titles.get(verdict.check, verdict.check) for verdict in result.verdicts if not verdict.passed]
        reason = result.error or result.reason
        row = {"exercise": name, "title": EXERCISES[name].title, "missed": missed, "reason": reason}
        points = given[name].points(result.score) if name in given else result.score
        rows.append(row | {"score": points, "max": result.max})
    score, most = (sum(row[column] for row in rows) for column in ("score", "max"))
    penalty = sum(each.penalty for each in given.values())
    score = max(0.0, score - penalty)
    return _render("student.html", student=student, rows=rows, score=score, most=most, penalty=penalty, unsafe=unsafe)


@cache
def asked(exercise: str) -> Markup:
    """Return the lesson's own words that stand right before the answer cell, as HTML."""
    words: list[str] = []
    for cell in original_of(exercise).cells:
        if cell.cell_type == "markdown":
            words.append(cell.source)
        elif cell.kind == "answer":
            return Markup(MarkdownIt("commonmark").enable("table").render(words[-1])) if words else Markup("")
        else:
            words.clear()
    return Markup("")


def _handed_in(cells: list[Cell]) -> Markup:
    """Return what was handed in under a title of its own; nothing where nothing can be shown."""
    shown = Markup("\n").join(_cells(cells))
    return Markup("\n<h2>What was handed in</h2>\n{}\n").format(shown) if shown else Markup("")


def _cells(cells: list[Cell]) -> Iterator[Markup]:
    """Yield the student's cells, as far as a page has room; of the course's own those that something went wrong in."""
    room = sanitize.MAX_PAGE_CHARS
    coloured = sanitize.colourable(cell.source for cell in cells if cell.cell_type == "code")
    for cell in cells:
        went_wrong = any(output.get("output_type") == "error" for output in cell.outputs)
        if cell.kind in KINDS or (went_wrong and cell.kind == "given"):
            kind = KINDS.get(cell.kind, "A cell of the course, which failed here")
            content = _code(cell, room, coloured) if cell.cell_type == "code" else _text(cell)
            room -= len(content)
            yield Markup('<div class="cell"><div class="kind">{}</div>{}</div>').format(kind, content)
            if sanitize.LEFT_OUT in content:
                return
            if room < 0:
                yield sanitize.LEFT_OUT
                return


def _code(cell: Cell, room: int, coloured: bool) -> Markup:
    source = sanitize.code(cell.source, coloured)
    outputs = sanitize.within_budget(map(sanitize.output, cell.outputs[:50]), room - len(source))
    return Markup("<pre>{}</pre>{}").format(source, Markup("").join(outputs))


def _text(cell: Cell) -> Markup:
    return sanitize.preformatted(cell.source, "text")


def points(value: float) -> str:
    """Return a number of points without needless decimals.

    Examples
    --------
    >>> points(7.0), points(2.5)
    ('7', '2.5')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    # The hash lets this one style sheet in, and so keeps out any that a student manages to smuggle past the cleaner.
    environment.globals |= {"style": Markup(style), "style_hash": f"sha256-{digest}", "points": points}
    environment.globals["code"] = lambda sentence: Markup(code_in(sentence))  # escaped there
    return environment


def _render(template: str, **values: Any) -> bytes:
    return _environment().get_template(template).render(values).encode("utf-8", "replace")


def overview_page(rows: list[dict[str, Any]], more: int, unsafe: bool = False) -> bytes:
    """Return the instructor's page on the class.

    Parameters
    ----------
    rows : list of dict
        ``student``, ``link``, ``scores`` (of each exercise), ``total`` and ``note``.
    more : int
        How many students have no row.
    unsafe : bool
        Whether the class was graded without a sandbox.
    """
    exercises = {name: exercise.points for name, exercise in EXERCISES.items()}
    return _render("class.html", rows=rows, more=more, exercises=exercises, unsafe=unsafe)
