"""Feedback pages and graded notebooks stay small, and no parser gets long texts, whatever was written or printed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.report import feedback, graded_notebook, sanitize
from autograder.submission.cell import Cell
from tests.report.test_feedback import added, png, result
from tests.support import nbgrader_pages


@pytest.mark.slow
def test_a_page_stays_small_whatever_was_printed() -> None:
    """Long text, many outputs, many cells, many pictures: each is cut, and the page says so."""
    flood = [{"output_type": "stream", "name": "stdout", "text": "x" * 10_000_000}] * 60
    pictures = [{"output_type": "display_data", "data": {"image/png": png(500)}}] * 60
    page = feedback.exercise_page(
        "eve", result([added("y = 1\n" * 200_000, "code", flood), added("", "code", pictures)] * 30)
    )
    assert len(page) < 2_500_000
    assert b"left out" in page


BLANK = " \n" * 9_990 + "x"


def test_only_code_that_is_soon_coloured_is_coloured() -> None:
    """Pygments tries each run of white space again from each of its lines, so none of a long run gets there."""
    assert sanitize.colourable(["def f(x):\n    return x\n" * 4_000])
    assert sanitize.colourable(["x" + " " * sanitize.MAX_BLANKS + "y"])
    for slow in ([BLANK], ["x" + "\n" * (sanitize.MAX_BLANKS + 1)], ["\u2028\x0b\r\x85 " * 41], ["x" * 99_999, "yy"]):
        assert not sanitize.colourable(slow)


@pytest.fixture
def lexed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were given to Pygments."""
    seen: list[str] = []
    real = sanitize.highlight

    def highlight(text: str, *more: object) -> str:
        seen.append(text)
        return real(text, *more)

    monkeypatch.setattr(sanitize, "highlight", highlight)
    return seen


@pytest.mark.parametrize("text", ["[" * 60_000, "*a " * 60_000, "<div>" * 60_000, "@" * 60_000, "> " * 60_000])
def test_a_parser_gets_no_more_of_a_text_than_is_shown(text: str, lexed: list[str]) -> None:
    """Parsers are slow on some texts: Pygments gets the beginning of code, and nothing parses what is no code."""
    page = feedback.exercise_page("eve", result([added(text, "markdown"), added(text, "code")]))
    assert all(text.startswith(given) for given in lexed)
    assert sum(map(len, lexed)) <= sanitize.MAX_TEXT_CHARS < len(page) < 50 * sanitize.MAX_TEXT_CHARS


def test_code_that_is_slow_to_colour_is_shown_without_colours(lexed: list[str]) -> None:
    """Its page has all its text, and so have the cells beside it; Pygments sees nothing of them."""
    page = feedback.exercise_page("eve", result([added(BLANK), added("def own(): pass")])).decode()
    assert lexed == []
    assert "<pre>def own(): pass</pre>" in page
    feedback.exercise_page("eve", result([added("def own(): pass")]))
    assert lexed == ["def own(): pass"]


def test_nbconvert_is_told_to_colour_nothing_that_is_slow_to_colour(tmp_path: Path) -> None:
    """Formgrader would colour it anew at each look: the graded notebook names plain text as its language's colours."""
    own = replace(added("def own(): pass"), id="own")
    for cells, lexer in (([added(BLANK), own], "text"), ([own], None)):
        notebook = graded_notebook.notebook(result(cells))
        assert notebook["metadata"]["language_info"].get("pygments_lexer") == lexer
        assert [cell["source"] for cell in notebook["cells"]] == [cell.source for cell in cells]
        path = tmp_path / "clip.ipynb"
        path.write_text(json.dumps(notebook))
        page = nbgrader_pages.formgrade(path)
        assert ('<span class="k">def</span>' in page) == (lexer is None)
        assert "own" in page


@pytest.mark.slow
def test_no_parser_gets_the_largest_submission(tmp_path: Path, lexed: list[str]) -> None:
    """A thousand cells, a million characters, 600 outputs: shown as text, by us and by what nbconvert makes of them."""
    kinds = ("markdown", "code")
    cells = [Cell("added", kinds[number % 2], " \n" * 450 + "x", f"own{number}") for number in range(1_000)]
    cells[1].outputs.extend([{"output_type": "stream", "name": "stdout", "text": "<" * 1_700}] * 600)
    page = feedback.exercise_page("eve", result(cells))
    assert lexed == [] and len(page) < 2 * sanitize.MAX_PAGE_CHARS
    path = tmp_path / "clip.ipynb"
    path.write_bytes(graded_notebook.to_bytes(result(cells)))
    kept = json.loads(path.read_text())
    assert kept["metadata"]["language_info"]["pygments_lexer"] == "text"
    assert all(cell["source"].startswith("<pre>") for cell in kept["cells"] if cell["cell_type"] == "markdown")
    assert "own" in nbgrader_pages.formgrade(path)
