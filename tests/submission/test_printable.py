"""Text that a student chose: what cannot be seen is spelled out, wherever it stands."""

from __future__ import annotations

import logging
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.submission.printable import PrintableLog, printable, shown, skeleton

INVISIBLE = [
    *("\n", "\x1b[31m", "\x9b31m", "\x07", "\x7f", "\u2028", "\ud83d", "\udce9"),
    *("\u200b", "\u200c", "\u200d", "\u200e", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u115f", "\u3164", "\u2800"),
    *("\u202e", "\u2066", "\u2069", "\u061c", "\ufe0f", "\U000e0100", "\U000e0041", "\u180e", "\ue000"),
]


@pytest.mark.parametrize("character", INVISIBLE, ids=ascii)
def test_what_cannot_be_seen_is_spelled_out(character: str) -> None:
    """In a name, at its beginning, at its end, and alone; the result is plain text that a terminal only prints."""
    for text in (character, f"a{character}", f"{character}a", f"ad{character}a"):
        said = printable(text)
        assert "%" in said and said != text
        assert said == printable(said)
        assert all(c.isprintable() for c in said)
        assert all(c.isprintable() for c in shown(text)) and character[0] not in shown(text)


@pytest.mark.parametrize(
    "name", ["Zoë", "Zoe\u0308", "李雷", "👩‍🔬", "👍🏽", "❤️", "می‌خواهم", "क्‍ष", "O'Brien, jr.", "علی"]
)
def test_honest_names_of_all_scripts_stay(name: str) -> None:
    """Joiners between letters that need them, and in pictures made of several, are part of a name."""
    assert printable(name) == name


@given(st.text(max_size=30))
def test_nothing_printable_controls_a_terminal(text: str) -> None:
    """Whatever goes in, no control character, no directional mark and no half character comes out."""
    said = printable(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in "\u202e\u2066" for c in said)
    said.encode()


@pytest.mark.parametrize(
    "one, other",
    [
        ("Zoë", "Zoe\u0308"),
        ("Ada", "ADA"),
        ("ada", "ａｄａ"),
        ("ada", "ad\u200ba"),
        ("ada", "ada "),
        ("a b", "a\u00a0b"),
    ],
    ids=ascii,
)
def test_spellings_of_one_name_have_one_skeleton(one: str, other: str) -> None:
    """Composed or not, in capitals, in full width, with something in it that cannot be seen."""
    assert skeleton(one) == skeleton(other) != skeleton("eve")


def test_a_log_shows_what_was_in_a_name(caplog: pytest.LogCaptureFixture) -> None:
    """Messages with arguments and tracebacks alike; lines stay lines."""
    log = logging.getLogger("of_a_test")
    log.addFilter(PrintableLog())
    try:
        raise ValueError("\x1b]0;owned\x07")
    except ValueError:
        log.exception("one\n%s", "m\x9b31mallory")
    assert "one\nm%9B31mallory" in caplog.text and "%1B]0;owned%07" in caplog.text and "\x1b" not in caplog.text
