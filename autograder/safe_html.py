"""Turns what a student wrote and printed into HTML that can do nothing: no script, no remote content, bounded size."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers.python import PythonLexer

#: Characters of one cell or one output that are shown; the rest is said to be left out.
MOST_TEXT = 20_000
#: Bytes of one picture.
MOST_PICTURE = 400_000
#: Characters of HTML that the cells of one page may take together, pictures included.
MOST_PAGE = 1_500_000
#: Characters of HTML that may come of one cell or one output; parsers can make far more of some texts.
MOST_HTML = 10 * MOST_TEXT
#: Pixels of one picture: a megabyte of these is a gigabyte in a browser.
MOST_PIXELS = 25_000_000
#: Lines of a text in Markdown (each is tried by every rule), columns of a table and cells (a short line is filled up).
MOST_LINES, MOST_COLUMNS, MOST_ENTRIES = 1_000, 100, 10_000

REST = Markup('<p class="left-out">The rest is left out to keep this page small.</p>')

_TOO_LONG = Markup('<p class="left-out">As HTML this is many times as long as it was written, so it is left out.</p>')
_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "hr", "i", "img"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small"),
    *("span", "strong", "sub", "summary", "sup", "tt", "u", "ul", "var"),
    *("table", "caption", "col", "colgroup", "thead", "tbody", "tfoot", "tr", "td", "th"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
    "ol": {"start"},
}
_PICTURE = "data:image/png;base64,"
_COLOURS = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NO_PICTURE = re.compile(r'<img(?: title="[^"]*")?(?: alt="([^"]*)")?(?: title="[^"]*")?>')
_VALUE = r"""(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'<>=`]++))?+"""
_ATTRIBUTE = re.compile(rf"""([^\s"'<>=/]++){_VALUE}""")
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^>]*+>?"  # comments
    rf"""|<(/?)([a-zA-Z][^\s/<>"'=]*+)((?:[\s/]*+[^\s"'<>=/]++{_VALUE})*+)[\s/]*+>"""
    r"|<[a-zA-Z/][^<>]*+\Z|<",  # what was cut within a tag, and what is none
    re.DOTALL,
)
_REMOTE = re.compile(r"<[A-Za-z/!?]|!\[|&[#a-z]", re.IGNORECASE)


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags={"script", "style", "iframe", "object", "template", "svg", "math", "title", "textarea"},
        attributes=_ATTRIBUTES,
        attribute_filter=_allowed,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "src":
        return value if _is_picture(value) else None
    if attribute == "href":
        return value if re.match(r"https?://|mailto:|#", value.strip(), re.IGNORECASE) else None
    if attribute in ("colspan", "rowspan"):
        return str(min(int(value), MOST_COLUMNS)) if re.fullmatch("[0-9]{1,9}", value) else None
    return value


def _is_picture(address: str) -> bool:
    if not address.startswith(_PICTURE) or len(address) > MOST_PICTURE:
        return False
    try:
        data = base64.b64decode(address[len(_PICTURE) :], validate=True)
    except (binascii.Error, ValueError):
        return False
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    return data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR" and width * height <= MOST_PIXELS


def clean_html(html: str) -> Markup:
    """Return a student's HTML with nothing left that runs, loads or imitates the page around it.

    Examples
    --------
    >>> clean_html('<b onclick="steal()">7</b><script>steal()</script><img src="http://a.example/x.png" alt="x">')
    Markup('<b>7</b>x')
    """
    if len(html) > MOST_HTML or len(cleaned := _cleaner().clean(_TAG.sub(_bare, _CONTROLS.sub("", html)))) > MOST_HTML:
        return _TOO_LONG
    # A picture that was not let in leaves its own words, not a browser's sign for a broken one.
    return Markup(_NO_PICTURE.sub(lambda found: found[1] or "", cleaned))


def _bare(found: re.Match[str]) -> str:
    """Return a tag with the few attributes that are looked at, and nothing for a comment.

    A parser opens what is still open anew in each paragraph, three alike at most, and tells apart what has different
    attributes: so tags like `<b>` keep none. Whatever else begins like a tag is text, so that no parser sees other tags
    than we do.
    """
    if found[0] == "<":
        return "&lt;"
    if not found[2]:
        return ""
    end, name = found[1], found[2].lower()
    kept: dict[str, str] = {}
    for attribute, value in _ATTRIBUTE.findall(found[3]) if not end and name in _ATTRIBUTES else ():
        if attribute.lower() in _ATTRIBUTES[name]:
            kept.setdefault(attribute.lower(), value[1:-1] if value[:1] in ('"', "'") else value)
    words = "".join(f' {key}="{value.replace("<", "&lt;").replace(chr(34), "&quot;")}"' for key, value in kept.items())
    return f"<{end}{name}{words}{'/' if found[0].endswith('/>') else ''}>"


@cache
def _markdown(tables: bool) -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"] if tables else ["strikethrough"])


def markdown(text: str) -> Markup:
    """Render Markdown, a student's or our own, to clean HTML.

    Examples
    --------
    >>> markdown("*Why* <script>x</script> `tanh`?").strip()
    Markup('<p><em>Why</em>  <code>tanh</code>?</p>')
    """
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        return Markup("<pre>{}</pre>").format(_CONTROLS.sub("", text))
    columns = max(line.count("|") for line in lines)
    tables = columns <= MOST_COLUMNS and columns * len(lines) <= MOST_ENTRIES
    return clean_html(_markdown(tables).render(text))


def harmless_markdown(text: str) -> str:
    """Return Markdown for a notebook that is opened elsewhere: as it is, or rendered and clean if it has HTML in it."""
    return str(markdown(_bounded(text)[0])) if _REMOTE.search(text) else text


def code(source: str) -> Markup:
    """Return Python with its syntax coloured (classes as Pygments names them)."""
    shown, note = _bounded(_CONTROLS.sub("", source))
    return Markup(highlight(shown, *_highlighting())) + note


@cache
def _highlighting() -> tuple[PythonLexer, HtmlFormatter]:
    return PythonLexer(), HtmlFormatter(nowrap=True)


def plain(text: str) -> str:
    """Return text without a terminal's colours and control characters.

    Examples
    --------
    >>> plain("\\x1b[31mValueError\\x1b[0m")
    'ValueError'
    """
    return _CONTROLS.sub("", _COLOURS.sub("", text))


def _bounded(text: str) -> tuple[str, Markup]:
    if len(text) <= MOST_TEXT:
        return text, Markup("")
    left_out = f"{len(text) - MOST_TEXT:,} characters are left out here."
    return text[:MOST_TEXT], Markup('<span class="left-out">{}</span>').format(left_out)


def output(item: Mapping[str, Any]) -> Markup:
    """Return one nbformat-4 output as HTML: text, a traceback, a table, or a picture that the page itself carries.

    Parameters
    ----------
    item : mapping
        ``output_type`` and what belongs to it; anything unknown or malformed gives ``""``.
    """
    kind = item.get("output_type")
    if kind == "stream":
        return _pre(_joined(item.get("text")), "said" if item.get("name") == "stderr" else "")
    if kind == "error":
        trace = item.get("traceback")
        lines = "\n".join(map(str, trace)) if isinstance(trace, list) else ""
        return _pre(lines or str(item.get("evalue", "")), "error")
    data = item.get("data")
    if kind in ("display_data", "execute_result") and isinstance(data, Mapping):
        return _display({name: _joined(value) for name, value in data.items()})
    return Markup("")


def _joined(value: Any) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else value if isinstance(value, str) else ""


def _display(data: Mapping[str, str]) -> Markup:
    picture = _PICTURE + "".join(data.get("image/png", "").split())
    if data.get("image/png") and _is_picture(picture):
        return Markup('<img src="{}" alt="{}">').format(picture, plain(data.get("text/plain", "picture"))[:200])
    if data.get("text/html"):
        return Markup('<div class="rich">') + clean_html(data["text/html"][:MOST_TEXT]) + Markup("</div>")
    if data.get("text/markdown"):
        return Markup('<div class="rich">') + markdown(data["text/markdown"][:MOST_TEXT]) + Markup("</div>")
    return _pre(data.get("text/latex") or data.get("text/plain", ""), "")


def _pre(text: str, kind: str) -> Markup:
    shown, note = _bounded(plain(text))
    return Markup('<pre class="output {}">{}</pre>').format(kind, escape(shown) + note) if shown.strip() else Markup("")


def cost(part: str) -> int:
    """Return the characters that a rendered part counts for; one that was left out as too long took long as well."""
    return len(part) + MOST_HTML * part.count(_TOO_LONG)


def within_budget(parts: Iterable[Markup], budget: int = MOST_PAGE) -> Iterable[Markup]:
    """Yield parts, rendered as they are asked for, until a budget of characters is spent; then a sentence says so."""
    for part in parts:
        budget -= cost(part)
        if budget < 0:
            yield REST
            return
        yield part
