"""Shows what a student wrote and printed as text and pictures: nothing of it is ever read as HTML, Markdown or TeX.

A page holds it escaped; a notebook, which other programs render, holds it in forms that they can only show. Each bound
below is on what goes into a library, since few of them promise a time.
"""

from __future__ import annotations

import base64
import binascii
import re
import textwrap
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers.python import PythonLexer

from autograder.sandbox.check_outputs import strip_control

#: Characters of one cell or one output that are shown; the rest is said to be left out.
MAX_TEXT_CHARS = 20_000
#: Bytes of one picture.
MAX_PICTURE_BYTES = 400_000
#: Characters of HTML that the cells of one page may take together, pictures included.
MAX_PAGE_CHARS = 1_500_000
#: Pixels of one picture: a megabyte of these is a gigabyte in a browser.
MAX_PIXELS = 25_000_000
#: Characters of code that are coloured in one notebook, and of white space in a row: Pygments tries each run of it
#: again from each of its lines.
MAX_COLOURED_CHARS, MAX_BLANKS = 100_000, 200

#: Characters of one sentence in a comment.
MAX_MESSAGE_CHARS = 2_000

LEFT_OUT = Markup('<p class="left-out">The rest is left out to keep this page small.</p>')
PNG = "image/png"

_ADDRESS = "data:image/png;base64,"
_BLANK = re.compile(r"\s+")
_OTHER_THAN_WORDS = re.compile("[^A-Za-z0-9 ]")
# What IPython's own objects say of themselves: their source says more.
_NO_WORDS = re.compile(r"<IPython\.[\w.]{1,60} object>")
# Without these no Markdown has a link, an address, an element, an entity, a formula or a fence.
_WORDS_IN_MARKDOWN = re.compile(r"(?=[A-Za-z0-9`])(?:(?!://|www\.|```)[^\[\]<>&$\\~|#{}!])*+")


def text_of(value: Any) -> str:
    """Return text, of one piece or as nbformat's list of lines, fit to be shown; ``""`` for anything else."""
    joined = "".join(map(str, value)) if isinstance(value, list) else value if isinstance(value, str) else ""
    return strip_control(joined)


def bounded(text: str) -> tuple[str, str]:
    """Return as much of a text as is shown, and a note on how much is left out, or ``""``."""
    if len(text) <= MAX_TEXT_CHARS:
        return text, ""
    return text[:MAX_TEXT_CHARS], f"{len(text) - MAX_TEXT_CHARS:,} characters are left out here."


def preformatted(text: str, kind: str = "") -> Markup:
    """Return text for a page of ours, as it was written, ``""`` where there is nothing to see.

    Examples
    --------
    >>> preformatted("<b>7</b>", "output")
    Markup('<pre class="output">&lt;b&gt;7&lt;/b&gt;</pre>')
    """
    shown, note = bounded(strip_control(text))
    left_out = Markup('<span class="left-out">{}</span>').format(note) if note else Markup("")
    return Markup('<pre class="{}">{}{}</pre>').format(kind, shown, left_out) if shown.strip() else Markup("")


def markdown_cell(text: str) -> str:
    """Return the source of a Markdown cell that shows text as it was written, whoever renders it and however often.

    One line of letters, digits, spaces and numeric entities between two tags: a parser of Markdown, of formulas or of
    HTML finds nothing in it to read, also in what another one has made of it.

    Examples
    --------
    >>> markdown_cell("[x](javascript:steal)")
    '<pre>&#91;x&#93;&#40;javascript&#58;steal&#41;</pre>'
    """
    shown, note = bounded(strip_control(text))
    return f"<pre>{_OTHER_THAN_WORDS.sub(_entity, shown)}</pre>" + (f"\n\n{note}" if note else "")


def _entity(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def comment(sentences: Iterable[str]) -> str:
    """Return the text of a gradebook's comment, which nbgrader shows as text in one place and as Markdown in another.

    What could be more than words in Markdown is set as a block of code, all of it, so that nothing before it changes
    how it is read.

    Examples
    --------
    >>> comment(["Only `maxValue` is kept.", "The loss is 0."])
    'Only `maxValue` is kept.\\nThe loss is 0.'
    >>> comment(["It raised ValueError: [x](javascript:steal)"])
    '    It raised ValueError: [x](javascript:steal)'
    """
    lines = [" ".join(strip_control(sentence[:MAX_MESSAGE_CHARS]).split()) for sentence in sentences]
    if all(_WORDS_IN_MARKDOWN.fullmatch(line) for line in lines):
        return "\n".join(lines)
    return "\n".join(f"    {part}" for line in lines for part in textwrap.wrap(line, 100))


def colourable(sources: Iterable[str]) -> bool:
    """Tell whether the code of a notebook can be coloured in a time that is about as long as the code is."""
    together = list(sources)
    runs = (len(run) for source in together for run in _BLANK.findall(source))
    return sum(map(len, together)) <= MAX_COLOURED_CHARS and max(runs, default=0) <= MAX_BLANKS


def code(source: str, coloured: bool = True) -> Markup:
    """Return Python for a page of ours, its syntax coloured (classes as Pygments has them) where that is soon done."""
    shown, note = bounded(strip_control(source))
    painted = Markup(highlight(shown, *_highlighting())) if coloured and colourable([shown]) else escape(shown)
    return painted + (Markup('<span class="left-out">{}</span>').format(note) if note else Markup(""))


@cache
def _highlighting() -> tuple[PythonLexer, HtmlFormatter]:
    return PythonLexer(), HtmlFormatter(nowrap=True)


def display(data: Any) -> dict[str, str]:
    """Return what is shown of a rich output, as nbformat's bundle: a checked picture and its words, or words alone.

    Parameters
    ----------
    data : object
        The student's word; should be a mapping of media types to text.

    Returns
    -------
    dict of str to str
        ``text/plain``, and ``image/png`` where there is a picture: base64 of a small PNG.
    """
    bundle = data if isinstance(data, Mapping) else {}
    words = text_of(bundle.get("text/plain"))
    sources = (text_of(bundle.get(f"text/{kind}")) for kind in ("markdown", "latex", "html"))
    source = next(filter(None, sources), "")
    words = source if source and (not words or _NO_WORDS.fullmatch(words)) else words
    picture = "".join(text_of(bundle.get(PNG)).split())
    return ({PNG: picture} if _is_picture(picture) else {}) | {"text/plain": "\n".join(filter(None, bounded(words)))}


def _is_picture(content: str) -> bool:
    if not content or len(content) > MAX_PICTURE_BYTES:
        return False
    try:
        data = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        return False
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    return data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR" and width * height <= MAX_PIXELS


def traceback_of(item: Mapping[str, Any]) -> list[str]:
    """Return the lines of an error's traceback, or what it said where it has none."""
    trace = item.get("traceback")
    lines = [text_of(line) for line in trace] if isinstance(trace, list) else []
    return lines if any(lines) else [text_of(item.get("evalue"))]


def output(item: Mapping[str, Any]) -> Markup:
    """Return one nbformat-4 output for a page of ours: text, or a picture that the page itself carries.

    Parameters
    ----------
    item : mapping
        ``output_type`` and what belongs to it; anything unknown or malformed gives ``""``.
    """
    kind = item.get("output_type")
    if kind == "stream":
        return preformatted(text_of(item.get("text")), "output said" if item.get("name") == "stderr" else "output")
    if kind == "error":
        return preformatted("\n".join(traceback_of(item)), "output error")
    if kind not in ("display_data", "execute_result"):
        return Markup("")
    shown = display(item.get("data"))
    if PNG in shown:
        return Markup('<img src="{}{}" alt="{}">').format(_ADDRESS, shown[PNG], shown["text/plain"][:200] or "picture")
    return preformatted(shown["text/plain"], "output")


def within_budget(parts: Iterable[Markup], budget: int = MAX_PAGE_CHARS) -> Iterable[Markup]:
    """Yield parts, rendered as they are asked for, until a budget of characters is spent; then a sentence says so."""
    for part in parts:
        budget -= len(part)
        if budget < 0:
            yield LEFT_OUT
            return
        yield part
