"""Feedback pages and graded notebooks stay small, and are soon made, whatever was written or printed."""

from __future__ import annotations

import time

import pytest
from test_pages import added, png, result

from autograder import autograded, pages, safe_html


@pytest.mark.slow
def test_a_page_stays_small_whatever_was_printed() -> None:
    """Long text, many outputs, many cells, many pictures: each is cut, and the page says so."""
    flood = [{"output_type": "stream", "name": "stdout", "text": "x" * 10_000_000}] * 60
    pictures = [{"output_type": "display_data", "data": {"image/png": png(500)}}] * 60
    page = pages.exercise_page(
        "eve", result([added("y = 1\n" * 200_000, "code", flood), added("", "code", pictures)] * 30)
    )
    assert len(page) < 2_500_000
    assert b"left out" in page


@pytest.mark.parametrize("text", ["[" * 60_000, "*a " * 60_000, "<div>" * 60_000, "@" * 60_000, "> " * 60_000])
def test_a_page_is_rendered_in_moderate_time_whatever_the_text(text: str) -> None:
    """Parsers are slow on some texts, so none gets a long one."""
    start = time.process_time()
    pages.exercise_page("eve", result([added(text, "markdown"), added(text, "code")]))
    assert time.process_time() - start < 5


TAGS = ("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u")
GROWING = {
    "open tags with a name each": "<p>" + "".join(f"<b a{number}>" for number in range(900)) + "<p>x" * 2800,
    "the same behind a table": "".join(f"<b a{number}><table></b></table>" for number in range(400)) + "<p>x" * 1500,
    "the same in a value": "<style><div title='</style>" + "".join(f"<b a{number}>" for number in range(900)) + "'>",
    "every tag three times": "<p>" + "".join(f"<{tag}>" * 3 for tag in TAGS) + "<p>x" * 4900,
    "links to one long address": "[a]: http://a.example/" + "y" * 10_000 + "\n\n" + "[a] " * 2400,
    "a wide table": "|".join("a" * 1900) + "\n" + "|".join("-" * 1900) + "\n" + "a\n" * 6000,
    "a table of a hundred columns": "|".join("a" * 100) + "\n" + "|".join("-" * 100) + "\n" + "a\n" * 900,
}


@pytest.mark.parametrize("text", GROWING.values(), ids=GROWING)
def test_what_grows_as_html_is_kept_small_and_soon_left_out(text: str) -> None:
    """Twenty outputs and ten cells, on the page and in the graded notebook: seconds, and a few megabytes at most."""
    kind = "text/html" if text.startswith("<") else "text/markdown"
    cells = [added("", "code", [{"output_type": "display_data", "data": {kind: text}}] * 20)]
    cells += [added(text, "markdown")] * 5 + [added(text + "<i>", "markdown")] * 5
    start = time.process_time()
    page, notebook = pages.exercise_page("eve", result(cells)), autograded.to_bytes(result(cells))
    assert time.process_time() - start < 10
    assert len(page) < 2_500_000 and len(notebook) < 6_000_000


def test_honest_html_is_shown_as_it_was_written() -> None:
    """A data frame, a link with single quotes, a comparison, tags without an end: what a parser would make of them."""
    table = '<div><style>.d th { top: 1 }</style><table border="1" class="d"><tr><th></th><td colspan=2>a</table></div>'
    link = "<P>1 < 2 <!-- no --> <a href='http://ok.example?a=1&amp;b=\"x\"'>x</a> &lt;b&gt;<BR/>"
    assert safe_html.clean_html(table + link) == (
        '<div><table><tbody><tr><th></th><td colspan="2">a</td></tr></tbody></table></div><p>1 &lt; 2  '
        '<a href="http://ok.example?a=1&amp;b=&quot;x&quot;" rel="noopener noreferrer nofollow">x</a> &lt;b&gt;<br></p>'
    )
    assert "<td>2</td>" in safe_html.markdown("| a | b |\n|---|---|\n| 1 | 2 |\n")


def test_a_cell_of_a_table_spans_no_more_than_a_table_may_have() -> None:
    """A browser would lay out what a number of five digits says."""
    cleaned = safe_html.clean_html("<table><tr><td colspan=1000 rowspan=65534>x<td rowspan=2>y<td colspan=-1>z</table>")
    assert '<td colspan="100" rowspan="100">x</td><td rowspan="2">y</td><td>z</td>' in cleaned
