"""Reads the cells out of a notebook file as people really save it; the notebook and the grader read alike."""

from __future__ import annotations

import json
import re
from typing import Any


def decoded(content: bytes) -> tuple[str, str]:
    """Return a file's text, and a note where it was not the UTF-8 that a notebook should be.

    Parameters
    ----------
    content : bytes
        The file. UTF-8, UTF-16 and UTF-32 are told apart with and without a byte order mark, as JSON allows.

    Returns
    -------
    text : str
        Without a mark, and without the zeros that a broken disk or upload leaves at the end.
    note : str
        What was put right, to stand behind the file's name; ``""`` where nothing was.

    Examples
    --------
    >>> decoded('{"a": "\u00f6"}'.encode("utf-16-le"))
    ('{"a": "ö"}', 'was read as UTF-16-LE, though notebooks should be UTF-8')
    """
    encoding = json.detect_encoding(content)
    try:
        text, note = content.decode(encoding), ""
    except UnicodeDecodeError:
        text = content.decode(encoding, "replace")
        note = "is not UTF-8, which notebooks should be; the characters that could not be read were replaced"
    whole = text.rstrip("\0")
    if not whole:
        return text, note
    if not note and not encoding.startswith("utf-8"):
        note = f"was read as {encoding.upper()}, though notebooks should be UTF-8"
    if not note and whole != text:
        note = "ended in bytes of zero, which a disk or an upload left there; they were left out"
    return whole, note


def cells_of(notebook: Any) -> list[Any] | None:
    """Return the list of cells of a parsed notebook, of nbformat 2 and 3 too; None where it has none.

    Parameters
    ----------
    notebook : object
        What JSON gave.
    """
    if not isinstance(notebook, dict):
        return None
    if isinstance(notebook.get("cells"), list):
        return notebook["cells"]
    sheets = notebook.get("worksheets")
    if not isinstance(sheets, list):
        return None
    lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    return [cell for cells in lists if isinstance(cells, list) for cell in cells]


def source_of(cell: dict[str, Any]) -> str | None:
    """Return a cell's text, whatever format it is in; None where it has none.

    Parameters
    ----------
    cell : dict
        One entry of the list of cells.

    Examples
    --------
    >>> source_of({"cell_type": "code", "source": ["a = 1", "b = 2"]})
    'a = 1\\nb = 2'
    """
    source = cell.get("source", cell.get("input"))  # nbformat 3 called a code cell's text its input
    if isinstance(source, list):
        lines = [line for line in source if isinstance(line, str)]
        # Lines of code without their newlines come from tools that split a text at them.
        bare = cell.get("cell_type") == "code" and not any("\n" in line for line in lines)
        source = ("\n" if bare else "").join(lines)
    return plain(source) if isinstance(source, str) else None


def plain(text: str) -> str:
    """Return text that every later step can store: no lone surrogates, no NUL, newlines of one kind.

    What web pages and editors slip in unseen, and Python stumbles over, goes too: byte order marks, and spaces that do
    not break where a line is indented by them.

    Parameters
    ----------
    text : str
        A cell's text as JSON gave it.

    Examples
    --------
    >>> plain("a\\r\\nb\\x00\\ud800")
    'a\\nb\ufffd?'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd").replace("\ufeff", "")
    text = re.sub(r"^[ \t\xa0]+", lambda margin: margin[0].replace("\xa0", " "), text, flags=re.MULTILINE)
    return text.encode("utf-8", "replace").decode("utf-8")


def has_conflict(source: str) -> bool:
    """Tell whether a cell holds the marks that git or nbdime leaves where two versions were not merged.

    Parameters
    ----------
    source : str
        The cell's text.
    """
    return re.search(r"^<<<<<<< ", source, re.MULTILINE) is not None and ">>>>>>>" in source


def code_of(content: bytes) -> list[str]:
    """Return the text of every code cell of a notebook file.

    Parameters
    ----------
    content : bytes
        The file.

    Raises
    ------
    ValueError
        Where it is not JSON.
    """
    cells = cells_of(json.loads(decoded(content)[0])) or []
    return [source_of(cell) or "" for cell in cells if isinstance(cell, dict) and cell.get("cell_type") == "code"]
