"""The report of `check` as HTML. Colours are those of the page but for the marks, which bring their own background."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from .compare import Difference
from .report import Report, Row, mark, points_of
from .story import SEEN, Finding

GREEN, AMBER = "#1f7a43", "#8a5a00"  # white on them has a contrast above 5; nothing is red: an answer is on its way
SHORT = 24  # characters of a value that leave room for another beside it
# Between backticks; a name with an index, of NumPy's, with an underscore, or one of the course's that is no word.
CODE = re.compile(
    r"`([^`]*)`|\b[A-Za-z_]\w*(?:\[[^\]]{1,20}\])+|\bnp\.[\w.]*\w(?:\([^()]*\))?|\b\w*[a-z0-9]_\w+(?:\([^()]*\))?"
    r"|\b(?:maxValue|d?W(?:ax|aa|ya)|dby?)\b"
)
STYLE = {
    "box": "border-left:4px solid {};padding:.4em 1em;margin:.4em 0;max-width:60em;line-height:1.5",
    "finding": "margin:.5em 0",
    "more": "margin:0 0 0 1.2em",
    "summary": "display:list-item;cursor:pointer",  # some notebooks hide the triangle
    "head": "margin:.8em 0 .2em 0;font-weight:bold",
    "mark": "display:inline-block;min-width:1.2em;text-align:center;border-radius:.6em;color:#fff;background:{}",
    "table": "border-collapse:collapse;margin:.4em 0;text-align:left",
    "cell": "text-align:left;vertical-align:top;padding:.25em .9em .25em 0;border-top:1px solid #8884",
    "code": "white-space:pre-wrap;overflow-wrap:anywhere",
}


def html(report: Report) -> str:
    """Write a report as HTML.

    Parameters
    ----------
    report : Report
        What was found.

    Returns
    -------
    str
        A ``div`` of its own style. Whatever a student's code returned is escaped.
    """
    colour = GREEN if report.passed else AMBER
    return f'<div style="{STYLE["box"].format(colour)}">{"".join(_parts(report))}</div>'


def _parts(report: Report) -> Iterator[str]:
    """Yield the parts of the page in the order of reading."""
    yield f"<strong>{escape(report.headline)}</strong>"
    for note in report.notes:
        yield f'<div style="{STYLE["finding"]}">{code_in(note)}</div>'
    for explained in (True, False):
        several = [finding for finding in report.findings if finding.explained is explained]
        if several and not explained:
            yield f'<div style="{STYLE["head"]}">{SEEN}</div>'
        yield from map(_finding, several)
    yield f'<div style="{STYLE["head"]}">The checks</div>'
    for check, verdict in zip(report.lesson.checks, report.verdicts):
        yield f"<div>{_mark(verdict.passed)} {escape(check.title)} ({points_of(check, verdict)})</div>"
    summary = f'<summary style="{STYLE["summary"]}">{escape(report.folded)}</summary>'
    yield f'<details style="margin-top:.8em">{summary}{_table(report)}</details>'


def _finding(finding: Finding) -> str:
    """Write one thing that is wrong: what, where, and what it costs."""
    lines = [code_in(finding.message)]
    if finding.line:
        number, _, text = finding.line.partition(": ")
        shown = f': <code style="{STYLE["code"]}">{escape(text)}</code>' if text else ""
        lines.append(f'<div style="{STYLE["more"]}">Look at {escape(number)}{shown}</div>')
    lines.append(f'<div style="{STYLE["more"]}">It costs {escape(finding.cost)}.</div>')
    return f'<div style="{STYLE["finding"]}">{"".join(lines)}</div>'


def _table(report: Report) -> str:
    """Write the examples as a table."""
    heads = "".join(f'<th scope="col" style="{STYLE["cell"]}">{title}</th>' for title in ("example", "what came"))
    rows = "".join(map(_row, report.rows))
    return f'<table style="{STYLE["table"]}"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _row(row: Row) -> str:
    """Write a row: right answers are shown once, wrong ones beside what was expected."""
    right = not row.differences
    came = _right(row.sample) if right else "".join(map(_difference, row.differences))
    titles = "".join(f"<div>{_mark(right)} {escape(title)}</div>" for title in row.titles)
    cells = "".join(f'<td style="{STYLE["cell"]}">{cell}</td>' for cell in (titles, came))
    return f"<tr>{cells}</tr>"


def _right(sample: Difference) -> str:
    """Write a bit of a right answer."""
    return f"{_code(sample.place)} is {_code(sample.expected)}" if sample.place else escape(sample.opened)


def _difference(difference: Difference) -> str:
    """Write one difference: two values, below each other where they are long, or a sentence."""
    if not difference.place:
        return f"<div>{code_in(difference.opened)}</div>"
    place, between = _code(difference.place), "<br>" if len(difference.expected) > SHORT else " "
    return (
        f"<div>{place}:{between}expected {_code(difference.expected)},{between}yours is {_code(difference.came)}</div>"
    )


def _mark(passed: bool) -> str:
    """Write a mark, with a word for those who hear the page."""
    style = STYLE["mark"].format(GREEN if passed else AMBER)
    return f'<span role="img" aria-label="{"right" if passed else "not yet"}" style="{style}">{mark(passed)}</span>'


def _code(text: str) -> str:
    """Set a text as code."""
    return f'<code style="{STYLE["code"]}">{escape(text)}</code>'


def code_in(text: str) -> str:
    """Escape a sentence, and set as code what stands between backticks and what can be nothing but code.

    Examples
    --------
    >>> code_in("a_prev & `x`")
    '<code>a_prev</code> &amp; <code>x</code>'
    """
    parts, end = [], 0
    for found in CODE.finditer(text):
        parts += [escape(text[end : found.start()]), f"<code>{escape(found[1] or found[0].strip('`'))}</code>"]
        end = found.end()
    return "".join([*parts, escape(text[end:])])
