"""How the notebooks show text: a poem that grows in place, texts side by side, published figures beside ours."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence


def growing() -> Callable[[str], None]:
    """Return a function that shows one more piece of a text as soon as it is there.

    In a notebook the text grows inside a single output, which is also what a saved or converted notebook then holds;
    elsewhere the pieces go to standard output. Written there by a notebook, each letter would become an output of its
    own, one under the other.
    """
    ipython = sys.modules.get("IPython")  # not imported here: a plain interpreter has no need of it
    shell = ipython.get_ipython() if ipython else None
    if not hasattr(shell, "kernel"):
        return _print
    from IPython.display import display

    text = ""
    handle = display({"text/plain": text}, raw=True, display_id=True)

    def grow(piece: str) -> None:
        nonlocal text
        text += piece
        handle.update({"text/plain": text}, raw=True)

    return grow


def _print(piece: str) -> None:
    """Write a piece to standard output at once."""
    sys.stdout.write(piece)
    sys.stdout.flush()


def wrapped(text: str, width: int = 100) -> str:
    """Break a text between words; the lines after the first are indented, as a verse too long for its page is.

    Examples
    --------
    >>> print(wrapped("so long lives this and this gives life to thee", 24))
    so long lives this and
      this gives life to
      thee
    """
    return "\n".join(textwrap.wrap(text, width, subsequent_indent="  ", drop_whitespace=True))


def side_by_side(texts: Mapping[str, str], width: int = 33) -> str:
    """Set texts in columns under their titles, each line wrapped to the width.

    Examples
    --------
    >>> print(side_by_side({"low": "the rose\\nthe rose", "high": "thy ruse!"}, 10))
    low         high
    ----------  ----------
    the rose    thy ruse!
    the rose
    """
    columns = [
        [title, "-" * width, *(row for line in text.splitlines() for row in wrapped(line, width).split("\n"))]
        for title, text in texts.items()
    ]
    height = max(map(len, columns))
    rows = zip(*(column + [""] * (height - len(column)) for column in columns), strict=True)
    return "\n".join("  ".join(f"{cell:{width}}" for cell in row).rstrip() for row in rows)


def beside(rows: Sequence[tuple[str, str, str]]) -> str:
    """Set what was published and what came out here beside each other, a figure a row.

    Examples
    --------
    >>> print(beside([("windows", "31,412", "31,412"), ("loss", "2.56", "1.58")]))
             published    ours
    windows     31,412  31,412
    loss          2.56    1.58
    """
    table = [("", "published", "ours"), *rows]
    first, second, third = (max(len(row[place]) for row in table) for place in range(3))
    return "\n".join(f"{name:{first}}  {theirs:>{second}}  {ours:>{third}}" for name, theirs, ours in table)
