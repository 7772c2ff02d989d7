"""Cells that a spreadsheet opens as what they are: text stays text, and numbers stay numbers."""

from __future__ import annotations

import re

from autograder.submission.printable import printable

_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?\s*")
#: What begins a formula, at the start of a cell or of what a program that splits at ; or | takes for one; full width
#: as well, which some programs take for the narrow ones.
_FORMULA = re.compile(r"(^|[;|])([\s'\"]*)(?=[=+\-@＝＋－﹣＠﹢﹦﹫−])")


def harmless(text: str) -> str:
    """Return text that a spreadsheet does not take for a formula; text that is one number stays a number.

    Notes
    -----
    A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@`` as a formula, also behind spaces, and a
    student chooses at least part of the folder's name: such text gets an apostrophe in front, which spreadsheets take
    for "this is text".

    Examples
    --------
    >>> harmless("=HYPERLINK(0)"), harmless("Zoë"), harmless("-2.5"), harmless(" ＝1")
    ("'=HYPERLINK(0)", 'Zoë', '-2.5', "' ＝1")
    """
    seen = printable(text)
    return seen if _NUMBER.fullmatch(seen) else _FORMULA.sub(r"\1'\2", seen)
