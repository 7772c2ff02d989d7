"""What a browser gets of a student's text: nothing but text and checked pictures, on our pages and on nbgrader's."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from nbformat.sign import NotebookNotary

from autograder.report import feedback, graded_notebook, sanitize
from autograder.submission.roster import gradebook_id
from tests.support import nbgrader_pages
from tests.support.hostile_text import ATTACKS, TEXTS, active, result_with

WORDS = "only words"
OURS = ("feedback page", "page with a reason", "index")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Where the notebooks lie that nbconvert reads."""
    return tmp_path_factory.mktemp("notebooks")


def every_page(folder: Path, texts: list[str]) -> dict[str, str]:
    """Return each page that somebody opens in a browser on a submission with these texts in every place."""
    whole, notebook = result_with(*texts), folder / "clip.ipynb"
    result = replace(whole, reason="")
    notebook.write_bytes(graded_notebook.to_bytes(result))
    comment = sanitize.comment([*texts, *(verdict.message for verdict in result.verdicts)])
    return {
        "feedback page": feedback.exercise_page(texts[0], result).decode(),
        "page with a reason": feedback.exercise_page(texts[0], whole).decode(),
        "index": feedback.feedback_pages(texts[0], {"clip": whole})["index.html"].decode(),
        "formgrader": nbgrader_pages.formgrade(notebook),
        "nbgrader's feedback": nbgrader_pages.feedback(notebook, comment),
    }


def more_than_words(folder: Path, texts: list[str]) -> dict[str, Counter]:
    """Return what these texts brought into each page that as many words do not."""
    usual = usual_pages(folder, len(texts))
    found = {name: active(page) - usual[name] for name, page in every_page(folder, texts).items()}
    return {name: more for name, more in found.items() if more}


@cache
def usual_pages(folder: Path, count: int) -> dict[str, Counter]:
    """Return what the pages hold on a submission with so many texts that are only words."""
    return {name: active(page) for name, page in every_page(folder, [WORDS] * count).items()}


@pytest.mark.parametrize("first", range(0, len(ATTACKS), 8))
def test_no_attack_becomes_more_than_text_in_a_browser(folder: Path, first: int) -> None:
    """In cells, outputs, errors, sentences, notes and comments: no element, attribute or address comes of it."""
    assert more_than_words(folder, ATTACKS[first : first + 8]) == {}


@seed(20261127)
@given(st.lists(TEXTS, min_size=1, max_size=4))
@settings(max_examples=8, deadline=None, database=None)
def test_no_generated_text_becomes_more_than_text_in_a_browser(folder: Path, texts: list[str]) -> None:
    """The same for any order of the pieces of HTML, Markdown and TeX."""
    assert more_than_words(folder, texts) == {}


@pytest.mark.slow
@seed(20261128)
@given(st.lists(TEXTS, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None, database=None)
def test_many_generated_texts_become_no_more_than_text_in_a_browser(folder: Path, texts: list[str]) -> None:
    """A longer search."""
    assert more_than_words(folder, texts) == {}


def test_the_reader_of_pages_sees_what_would_be_wrong(folder: Path) -> None:
    """The same notebook with the student's Markdown handed on brings a link, a picture and a handler into the page."""
    notebook = graded_notebook.notebook(result_with(WORDS))
    cell = next(cell for cell in notebook["cells"] if cell["id"].startswith("added-markdown"))
    usual, found = folder / "usual.ipynb", folder / "found.ipynb"
    usual.write_text(json.dumps(notebook))
    cell["source"] = "[x](javascript:alert(1)) ![x](http://evil.example/x.png) <b onclick=alert(1)>x</b>"
    found.write_text(json.dumps(notebook))
    more = active(nbgrader_pages.formgrade(found)) - active(nbgrader_pages.formgrade(usual))
    assert {tag for tag, _ in more} == {"a", "img", "b"}
    comment = "Your function raised ValueError: [x](javascript:alert(1))"
    more = active(nbgrader_pages.feedback(usual, comment)) - active(nbgrader_pages.feedback(usual, WORDS))
    assert {tag for tag, _ in more} == {"a"}


@seed(20261127)
@given(TEXTS)
@settings(max_examples=200, deadline=None, database=None)
def test_a_text_cell_holds_nothing_that_markdown_or_tex_could_read(text: str) -> None:
    """One line between two tags: letters, digits, spaces and numbers of characters, which say what was written."""
    source = sanitize.markdown_cell(text)
    inner = re.fullmatch(r"<pre>((?:[A-Za-z0-9 ]|&#[0-9]+;)*)</pre>", source)[1]
    said = re.sub(r"&#([0-9]+);", lambda found: chr(int(found[1])), inner)
    assert said == sanitize.text_of(text)


def test_a_comment_of_words_is_left_as_it_is_and_any_other_is_a_block_of_code() -> None:
    """Formgrader shows it as text, the feedback as Markdown, so what is quoted must be neither changed nor read."""
    words = ["Only `maxValue` is kept; the lower bound, -maxValue, is not.", "The loss is 3.2, not 0.5 * y."]
    assert sanitize.comment(words) == "\n".join(words)
    for odd in ["x[0] is 3", "see http://evil.example", "```", "a < b", "$x$", "&lt;", "\\(x\\)", "---"]:
        lines = sanitize.comment([words[0], odd]).split("\n")
        assert all(line.startswith("    ") and line.strip() for line in lines), odd
        assert " ".join(" ".join(lines).split()) == " ".join(f"{words[0]} {odd}".split())


def test_formulas_are_looked_for_in_no_text_of_a_students(folder: Path) -> None:
    """Formgrader loads MathJax, which makes links of them: it passes over code, preformatted text and our report."""
    formula = "$\\href{http://evil.example}{x}$"
    for name, page in every_page(folder, [formula]).items():
        # Where MathJax looks, by its own words for what it skips, old and new.
        looked_at = re.sub(r"<(pre|code|script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
        looked_at = re.sub(r'<div class="tex2jax_ignore mathjax_ignore">.*?</div>', "", looked_at, flags=re.DOTALL)
        assert "evil.example" not in looked_at or name in OURS, name  # ours load no MathJax


def test_a_students_name_is_only_a_name_in_formgrader(folder: Path) -> None:
    """It writes the ids of students into its pages and scripts as they are."""
    notebook = folder / "named.ipynb"
    notebook.write_bytes(graded_notebook.to_bytes(result_with(WORDS)))
    usual = active(nbgrader_pages.formgrade(notebook, student="eve"))
    for name in ['"><img src=x onerror=alert(1)>', '";alert(1);"', "\\", "<script>alert(1)<!--", "Zoë O'Brien & <b>"]:
        student = gradebook_id(name.replace("/", ""))
        more = active(nbgrader_pages.formgrade(notebook, student)) - usual
        assert {tag for tag, _ in more} <= {"a"}  # the link to the notebook
        scripts = re.findall(r'var student_id = "(.*?)";$', nbgrader_pages.student_page(student), re.MULTILINE)
        assert scripts == [student] and not set(student) & set('<>"\\')
    assert gradebook_id("Zoë O'Brien & co") == "Zoë O'Brien & co"


def test_a_graded_notebook_is_not_trusted(tmp_path: Path) -> None:
    """Nothing signs it and no cell says that it is trusted, so JupyterLab cleans what it shows of it."""
    notebook = graded_notebook.notebook(result_with("<b>x</b>"))
    notary = NotebookNotary(data_dir=str(tmp_path))
    assert not any("trusted" in cell["metadata"] for cell in notebook["cells"])
    node = nbformat.from_dict(notebook)
    assert not notary.check_signature(node)
    notary.mark_cells(node, notary.check_signature(node))
    assert not notary.check_cells(node)
    notary.store.close()
