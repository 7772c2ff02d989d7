"""Text that a student chose, names above all, in a form that may be printed, stored and compared.

What cannot be seen, or does something to a terminal or to the order of a line, is spelled out: control characters and
escape sequences, zero-width and directional marks, variation selectors, tags, soft hyphens, bytes that are no UTF-8.
"""

from __future__ import annotations

import logging
import re
import unicodedata

#: Characters that nothing is drawn for, of whatever category (Unicode's Default_Ignorable_Code_Point, and the blanks).
_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
#: The two joiners belong to the spelling of words in these scripts (Arabic to Sinhala, Myanmar, Khmer, Mongolian).
_JOINED = re.compile("[\u0600-\u0dff\u0f00-\u109f\u1780-\u18af]")
_JOINERS, _EMOJI_STYLE = "\u200c\u200d", "\ufe0e\ufe0f"


def printable(text: str, keep: str = "") -> str:
    """Return a text in which everything can be seen; equal texts stay equal, and unequal ones do for all that matters.

    Parameters
    ----------
    text : str
        Anything, lone surrogates too.
    keep : str
        Control characters to leave alone: ``"\\n\\t"`` for what has lines.

    Examples
    --------
    >>> printable("m" + chr(27) + "[31mallory" + chr(0x200B))
    'm%1B[31mallory%u200B'
    >>> printable("Zoë O'Brien 👩‍🔬 李雷")
    "Zoë O'Brien 👩‍🔬 李雷"
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character if character in keep or not _hidden(text, at) else _spelled(character)
        for at, character in enumerate(text)
    )


def skeleton(text: str) -> str:
    """Return what is left of a name where spelling, case, width and what cannot be seen make no difference.

    Two names with the same skeleton look alike, or are one name to some file system.

    Examples
    --------
    >>> skeleton("Zoe" + chr(0x308)) == skeleton("ZOË") == skeleton("zoë ")
    True
    """
    seen = _IGNORABLE.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(unicodedata.normalize("NFKC", seen.casefold()).split()).rstrip(". ")


def shown(text: str, most: int = 60) -> str:
    """Return a student's text fit for a sentence: printable, of one line, not too long.

    Parameters
    ----------
    text : str
        Anything, lone surrogates too.
    most : int
        How many characters to keep.

    Examples
    --------
    >>> shown("a\\nb" + "c" * 5, most=5)
    'a?bc…'
    """
    few = text[: most + 1]
    few = "".join(c if c.isprintable() and not _hidden(few, at) else "?" for at, c in enumerate(few))
    return few if len(few) <= most else few[: most - 1] + "…"


def listed(names: list[str], most: int = 4) -> str:
    """Return a few names as they read in a sentence.

    Parameters
    ----------
    names : list of str
        One or more, chosen by a student.
    most : int
        How many to spell out.

    Examples
    --------
    >>> listed(["a.py", "b.py", "c.py"], most=2)
    'a.py, b.py and 1 more'
    """
    few = [shown(name) for name in names[:most]]
    if len(names) > most:
        return f"{', '.join(few)} and {len(names) - most} more"
    return " and ".join([", ".join(few[:-1]), few[-1]] if few[1:] else few)


class PrintableLog(logging.Filter):
    """Makes the messages of a logger printable, tracebacks included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Spell out what cannot be seen; let every record pass."""
        record.msg, record.args = printable(record.getMessage(), keep="\n\t"), None
        if record.exc_info and not record.exc_text:
            record.exc_text = printable(logging.Formatter().formatException(record.exc_info), keep="\n\t")
        return True


def _hidden(text: str, at: int) -> bool:
    """Tell whether a character of a text cannot be seen; joiners can, by what they do to their neighbours."""
    character = text[at]
    if unicodedata.category(character) not in _UNSEEN and not _IGNORABLE.match(character):
        return False
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if character in _JOINERS and _JOINED.match(before) and _JOINED.match(after):
        return False
    emoji = before and (unicodedata.category(before) in ("So", "Sk") or before in _EMOJI_STYLE)
    if character == "\u200d" and emoji and after and unicodedata.category(after) == "So":
        return False
    return not (character in _EMOJI_STYLE and emoji and before not in _EMOJI_STYLE)


def _spelled(character: str) -> str:
    number = ord(character)
    if 0xDC80 <= number <= 0xDCFF:
        return f"%{number & 0xFF:02X}"  # a byte that was no UTF-8
    return f"%{number:02X}" if number < 0x100 else f"%u{number:04X}"
