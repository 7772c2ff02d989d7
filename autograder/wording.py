"""Puts text that a student chose, file names above all, into sentences that stay short and printable."""

from __future__ import annotations


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
    text = "".join(character if character.isprintable() else "?" for character in text[: most + 1])
    return text if len(text) <= most else text[: most - 1] + "…"


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
