"""Feedback pages: what they show, and that nothing a student wrote can do anything in a browser."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import zlib

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from autograder.exercises import EXERCISES, Verdict
from autograder.grading.result import ExerciseResult
from autograder.report import feedback, graded_notebook, sanitize
from autograder.submission.cell import Cell
from tests.support.hostile_text import active


def png(size: int = 1) -> str:
    """Return a grey picture of size by size as base64."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = size.to_bytes(4, "big") * 2 + b"\x08\0\0\0\0"
    body = zlib.compress((b"\0" + b"\x80" * size) * size, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    return base64.b64encode(data).decode()


def result(cells: list[Cell] | None = None, passed: bool = False, **more) -> ExerciseResult:
    """Return a result of `clip` whose first check has failed."""
    checks = EXERCISES["clip"].checks
    verdicts = [Verdict(check.name, passed or at > 0, check.points, "") for at, check in enumerate(checks)]
    if not passed:
        verdicts[0] = Verdict(checks[0].name, False, checks[0].points, "Only the <upper> bound is kept.")
    return ExerciseResult("clip", EXERCISES["clip"].points, verdicts, cells=cells or [], **more)


def added(source: str = "", cell_type: str = "code", outputs: list | None = None) -> Cell:
    return Cell("added", cell_type, source, "x", outputs or [])


def shown(*cells: Cell) -> str:
    """Return the part of a page that shows what was handed in."""
    return feedback.exercise_page("eve", result(list(cells))).decode().partition("What was handed in")[2]


# What a page says


def test_a_page_shows_the_question_each_check_and_each_reason() -> None:
    """Score, titles, the sentence (escaped), notes and the student's code."""
    answer = Cell("answer", "code", "def clip(gradients, maxValue):\n    return gradients", "clip")
    page = feedback.exercise_page("Zoë", result([answer], notes=["The tag was removed."])).decode()
    first = EXERCISES["clip"].checks[0]
    assert f"<b>{EXERCISES['clip'].points - first.points}</b> of {EXERCISES['clip'].points} points" in page
    assert all(check.title in page for check in EXERCISES["clip"].checks)
    assert "Only the &lt;upper&gt; bound is kept." in page
    assert "The tag was removed." in page
    assert "Zoë" in page
    assert '<span class="nf">clip</span>' in page
    assert feedback.asked("clip") in page


def test_a_problem_is_said_once_and_above_the_checks() -> None:
    """Not once more beside each check."""
    checks = EXERCISES["clip"].checks
    trouble = "Expected clip.ipynb, but it was not handed in."
    verdicts = [Verdict(check.name, False, check.points, trouble) for check in checks]
    page = feedback.exercise_page("ada", ExerciseResult("clip", 10, verdicts, reason=trouble)).decode()
    assert page.count(trouble) == 1
    assert page.index(trouble) < page.index(checks[0].title)


def test_the_index_links_all_exercises_and_names_what_to_look_at() -> None:
    """And every page links back to it."""
    found = feedback.feedback_pages("ada", {"clip": result()})
    assert 'href="clip.html"' in found["index.html"].decode()
    assert EXERCISES["clip"].checks[0].title in found["index.html"].decode()
    assert 'href="index.html"' in found["clip.html"].decode()


def test_without_a_sandbox_every_page_says_so() -> None:
    """Feedback, index, overview and the graded notebook; with one, none does."""
    for unsafe in (True, False):
        found = [
            *feedback.feedback_pages("ada", {"clip": result()}, unsafe).values(),
            feedback.overview_page([], 0, unsafe),
        ]
        found.append(graded_notebook.to_bytes(result(), unsafe))
        assert [b"without a sandbox" in page for page in found] == [unsafe] * len(found)


def test_the_courses_own_cells_are_not_repeated_unless_one_failed() -> None:
    """A student reads their own work; a given cell that failed is part of it."""
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["went wrong"]}
    fine, failed = (Cell("given", "code", source, source) for source in ("import fine", "import failed"))
    failed.outputs.append(error)
    page = shown(fine, failed)
    assert "fine" not in page
    assert "went wrong" in page


# What a page cannot do (see test_safe_html.py)

KEYS = ["output_type", "data", "text", "traceback", "text/html", "image/png", "name", "stream"]
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(KEYS), inner), max_leaves=12
)


@given(JSON)
@settings(max_examples=100, deadline=None)
def test_malformed_outputs_are_left_out(value: object) -> None:
    """An output is the student's word: any JSON at all."""
    outputs = [
        value if isinstance(value, dict) else {},
        {"output_type": "stream", "text": value},
        {"output_type": "error", "traceback": value},
        {"output_type": "display_data", "data": value},
        {"output_type": "display_data", "data": {"text/html": value, "image/png": value}},
    ]
    usual = active(shown(added("1", "code")))
    assert not active(shown(added("1", "code", outputs))) - usual
    nbformat.validate(json.loads(graded_notebook.to_bytes(result([added("1", "code", outputs)]))))


def test_each_page_forbids_scripts_and_addresses_once_more() -> None:
    """The policy names the hash of the one style sheet, so no other counts."""
    page = feedback.exercise_page("ada", result()).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; img-src data:; ")
    assert f"style-src 'sha256-{digest}'" in policy


# Pictures and sizes


def test_a_picture_is_carried_by_the_page_itself() -> None:
    """A figure as Jupyter stores it, here and in the graded notebook."""
    figure = {"output_type": "display_data", "data": {"image/png": png(3) + "\n", "text/plain": "<Figure>"}}
    cell = added("plot()", "code", [figure])
    assert f'<img src="data:image/png;base64,{png(3)}" alt="&lt;Figure&gt;">' in shown(cell)
    (output,) = graded_notebook.notebook(result([cell]))["cells"][0]["outputs"]
    assert output["data"] == {"image/png": png(3), "text/plain": "<Figure>"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text/html": "<table>", "text/plain": "  Wax  b\n0   1  2"}, "  Wax  b\n0   1  2"),
        ({"text/markdown": "# Why", "text/plain": "<IPython.core.display.Markdown object>"}, "# Why"),
        ({"text/html": "<b>7</b>", "text/plain": "<IPython.core.display.HTML object>"}, "<b>7</b>"),
        ({"text/latex": "$x$"}, "$x$"),
        ({"image/svg+xml": "<svg/>", "text/plain": "<Figure>"}, "<Figure>"),
    ],
)
def test_a_rich_output_is_shown_by_its_words_or_else_by_its_source(data: dict, words: str) -> None:
    """A data frame has words of its own; what IPython's objects say of themselves says nothing."""
    cell = added("x", "code", [{"output_type": "display_data", "data": data}])
    assert f'<pre class="output">{escape(words)}</pre>' in shown(cell)
    (output,) = graded_notebook.notebook(result([cell]))["cells"][0]["outputs"]
    assert output["data"] == {"text/plain": words}


def test_a_text_cell_is_shown_as_it_was_written() -> None:
    """On the page and, between two tags, in the graded notebook, whether it was Markdown or raw."""
    for kind in ("markdown", "raw"):
        cell = added("# Why\n\n*tanh* < 1", kind)
        assert '<pre class="text"># Why\n\n*tanh* &lt; 1</pre>' in shown(cell)
        node = graded_notebook.notebook(result([cell]))["cells"][0]
        assert node["cell_type"] == "markdown"
        assert html.unescape(node["source"]) == "<pre># Why\n\n*tanh* < 1</pre>"


def test_what_cannot_be_shown_is_left_out_and_costs_no_verdict(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    """Page and graded notebook are made without the student's cells and say so; the points stay."""

    def fails(*_: object) -> None:
        raise RecursionError("too deep")

    for name in ("code", "markdown_cell"):
        monkeypatch.setattr(sanitize, name, fails)
    given = result([added("x = 1"), added("why", "markdown")])
    page, notebook = feedback.exercise_page("eve", given).decode(), graded_notebook.notebook(given)
    score = given.score
    assert f"<b>{feedback.points(score)}</b>" in page and feedback.NOT_SHOWN in page
    reports = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
    assert [output["data"]["text/plain"] for output in reports] == [repr(score)]
    assert feedback.NOT_SHOWN in reports[0]["data"]["text/html"]
    assert "RecursionError: too deep" in capsys.readouterr().err


def vast_png() -> str:
    """Return the beginning of a picture of 30,000 by 30,000 points as base64."""
    return base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + (30_000).to_bytes(4, "big") * 2 + b"\x01\0").decode()


@pytest.mark.parametrize(
    "data", ["not base64!", base64.b64encode(b"GIF89a").decode(), png(700), vast_png()], ids=lambda d: d[:8] + d[-4:]
)
def test_what_is_no_small_png_is_no_picture(data: str) -> None:
    """Its plain text stands in for it."""
    figure = {"output_type": "display_data", "data": {"image/png": data, "text/plain": "a figure"}}
    page = shown(added("plot()", "code", [figure]))
    assert "<img" not in page
    assert "a figure" in page


def test_colours_of_a_terminal_are_taken_out() -> None:
    """A traceback reads as text."""
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[0;31mE\x1b[0m: v\x07\x1b[1A"]}
    assert "E: v</pre>" in shown(added("1", "code", [error]))


def test_an_overview_links_students_of_any_name() -> None:
    """The link is quoted, the name escaped."""
    row = {
        "student": "<b>a/#?",
        "link": "feedback/%3Cb%3E/index.html",
        "scores": {"clip": 3.0},
        "total": 3.0,
        "note": "<i>",
    }
    page = feedback.overview_page([row], 7).decode()
    assert "&lt;b&gt;a/#?" in page
    assert "7 more students" in page
