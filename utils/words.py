"""Words in a row, for sentences."""

from __future__ import annotations

from collections.abc import Sequence


def listed(words: Sequence[str]) -> str:
    """Write words one after the other, the last after ``and``.

    Examples
    --------
    >>> listed(["dWax", "dWaa", "db"])
    'dWax, dWaa and db'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
