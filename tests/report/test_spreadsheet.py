"""Cells of a CSV file: text is no formula to any spreadsheet, and numbers stay numbers."""

from __future__ import annotations

import pytest

from autograder.report.spreadsheet import harmless

FORMULAS = [
    *("=1+1", "+1+1", "-1+1", "@SUM(1)", " =1", "  +A1", "\u3000=1", "\u00a0=1", "＝1+1"),
    *("＋1", "－1+1", "＠SUM(1)", "﹦1", "−1+1", '"=1', "'=1", "=cmd|' /C calc'!A0", "-rf", "=", "a;=1+1"),
]


@pytest.mark.parametrize("text", FORMULAS, ids=ascii)
def test_text_is_no_formula(text: str) -> None:
    """OWASP's list, behind spaces and separators and in full width: an apostrophe stands before what begins one."""
    said = harmless(text)
    assert said != text and said.replace("'", "", 1) == text
    for cell in said.split(";"):
        assert not cell.strip(' "\u3000\u00a0\r\n').startswith(tuple("=+-@＝＋－＠﹦−"))


@pytest.mark.parametrize("text", ["-5", "+2.5", "-0,75", "12", "Zoë O'Brien, jr.", "a=b", "李雷", "x - y", ""])
def test_honest_text_and_numbers_stay(text: str) -> None:
    """A negative number is one, and a dash within a name means nothing."""
    assert harmless(text) == text


def test_what_hides_before_a_formula_is_spelled_out() -> None:
    """A tab, a new line or a zero-width space would let the formula's sign look like the first character."""
    for character, spelled in (("\u200b", "%u200B"), ("\t", "%09"), ("\r", "%0D"), ("\n", "%0A"), ("\0", "%00")):
        assert harmless(f"{character}=1") == f"{spelled}=1"
