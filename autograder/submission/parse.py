"""Reads the cells out of a notebook file of any bytes, or says in one sentence why there are none.

Only a cell's type, its text, its id and its ``grade_id`` are taken; everything else that a notebook can hold (tags,
points, outputs, kernels, attachments) is dropped here and so has no power later. Size, number and depth are bounded
before or while parsing. nbformat is not asked: it raises for much that a student can be helped with.
"""

from __future__ import annotations

import json
import re
from typing import Any

from autograder.submission.cell import Cell
from autograder.submission.printable import shown
from utils.feedback.contract import release
from utils.notebooks import cells_of, decoded, source_of

MAX_MARKS = 2_000_000  # brackets, braces and commas: what parsed JSON costs in memory, about 100 bytes each
MAX_CELLS = 1_000
MAX_SOURCE = 1_000_000  # characters of all cells together
TYPES = ("code", "markdown", "raw")
AGAIN = "hand in the notebook itself, as Jupyter saves it"
OFFICE = r"PK\x03\x04[\s\S]{0,26}(word/|xl/|ppt/|\[Content_Types\]\.xml|mimetypeapplication/vnd\.oasis)"
# How files begin that people hand in by mistake, and what to tell them.
MISTAKEN = (
    (r"version https://git-lfs", f"a Git LFS pointer (fetch the real file with 'git lfs pull'); {AGAIN}"),
    (r"<(!doctype|html|\?xml)", f"a web page; download the notebook with File, Download and {AGAIN}"),
    (OFFICE, f"a Word document or another office file; {AGAIN}"),
    (r"PK\x03\x04", f"a zip archive; unpack it and {AGAIN}"),
    (r"%PDF", f"a PDF; {AGAIN}"),
    (r"\ufffd\x08", f"a gzip archive; unpack it and {AGAIN}"),
    (r"\x00", f"a file of zero bytes, from a disk or an upload that went wrong; {AGAIN}"),
    (r"(# ---|# %%|import |from |def |#!)", f"a Python script; {AGAIN}"),
)


class Unusable(ValueError):
    """A file that no cells can be read from; its text is the sentence for the student."""


def read_cells(content: bytes, name: str) -> tuple[list[Cell], list[str], str]:
    """Return the cells of a notebook file, a note on each thing that was put right, and the Python it was written with.

    Parameters
    ----------
    content : bytes
        The file, already bounded in size.
    name : str
        Its name, for the sentences.

    Returns
    -------
    cells : list of Cell
        In the order of the file.
    notes : list of str
        One sentence each.
    written : str
        The version that Jupyter notes when it saves, e.g. ``"3.13"``; ``""`` where it is not there.

    Raises
    ------
    Unusable
        Where there are no cells to be had; the text says what was expected, what came and what to do.
    """
    text, notes = _text(content, name)
    notebook = _parsed(text, name)
    cells = _cells(notebook, name, notes)
    if len(cells) > MAX_CELLS:
        raise Unusable(f"{name} has {len(cells):,} cells, more than the {MAX_CELLS:,} that are read; remove some.")
    taken = [cell for cell in map(_taken, cells) if cell is not None]
    if len(taken) < len(cells):
        notes.append(f"{len(cells) - len(taken)} entries of {name} that are not cells were left out.")
    if sum(len(cell.source) for cell in taken) > MAX_SOURCE:
        raise Unusable(f"{name} has more than {MAX_SOURCE:,} characters in its cells; remove what is not needed.")
    if not taken:
        raise Unusable(f"{name} has no cells; open the course's notebook, write your answer and hand that in.")
    return taken, notes, _written_with(notebook)


def _written_with(notebook: dict) -> str:
    """Return the first two numbers of the Python that a notebook was written with, where it says so."""
    version = _word(_inner(_inner(notebook.get("metadata"), "language_info"), "version"))
    return ".".join(map(str, release(version)))


def _text(content: bytes, name: str) -> tuple[str, list[str]]:
    """Decode a file that should be UTF-8, with a note where it was not."""
    if not content.strip():
        raise Unusable(f"{name} is empty; save the notebook again and hand it in.")
    text, note = decoded(content)
    return text, [f"{name} {note}."] if note else []


def _parsed(text: str, name: str) -> Any:
    """Parse JSON within bounds; of a whole number the first digits are enough, since none but ``nbformat`` is used."""
    if sum(map(text.count, "{[,")) > MAX_MARKS:
        raise Unusable(f"{name} is too large to be read; clear its outputs, save, and hand it in again.")
    try:
        return json.loads(text, parse_int=lambda digits: int(digits[:9]))
    except RecursionError:
        raise Unusable(f"{name} is nested too deeply for a notebook; {AGAIN}.") from None
    except ValueError as error:
        raise Unusable(_why_not_json(text, name, error)) from None


def _why_not_json(text: str, name: str, error: ValueError) -> str:
    """Say what a file is that is not JSON, as far as its beginning tells."""
    start = text.lstrip()
    for pattern, sentence in MISTAKEN:
        if re.match(pattern, start, re.IGNORECASE):
            return f"Expected a notebook in {name}, but it is {sentence}."
    if re.search(r"^(<<<<<<<|>>>>>>>) ", text, re.MULTILINE):
        return f"{name} holds an unresolved merge conflict of git; resolve it, save, and hand it in again."
    if start[:1] not in "{[":
        return f"Expected a notebook in {name}, but it begins with {shown(start, 20)!r}; {AGAIN}."
    line = getattr(error, "lineno", 0)
    if str(error).startswith("Extra data") and text[getattr(error, "pos", 0) :][:1] in ("{", "["):
        return (
            f"{name} holds two documents, one behind the other (the second from line {line} on), so it is not clear "
            "which counts; open your notebook in Jupyter, save, and hand it in again."
        )
    if getattr(error, "pos", 0) >= len(text.rstrip()) - 1 or "Unterminated" in str(error):
        return f"{name} breaks off in the middle (line {line}); save it again, check that it opens, and hand it in."
    return f"{name} is damaged (not valid JSON from line {line} on); open it in Jupyter, save, and hand it in again."


def _cells(notebook: Any, name: str, notes: list[str]) -> list:
    """Return the list of cells of a parsed notebook, of an old format too."""
    if not isinstance(notebook, dict):
        raise Unusable(f"Expected a notebook in {name}, but it is JSON of another kind; {AGAIN}.")
    if notebook.get("nbformat") != 4:
        notes.append(f"{name} does not say that it is nbformat 4, the format of the course; it was read all the same.")
    cells = cells_of(notebook)
    if cells is None:
        raise Unusable(f"{name} has no list of cells; {AGAIN}.")
    return cells


def _taken(cell: Any) -> Cell | None:
    """Take what counts from one cell, whatever it is made of."""
    if not isinstance(cell, dict):
        return None
    source = source_of(cell)
    if source is None:
        return None
    kind = cell.get("cell_type")
    return Cell(
        kind="",
        cell_type=kind if isinstance(kind, str) and kind in TYPES else "raw",
        source=source,
        id=_word(cell.get("id")),
        grade_id=_word(_inner(_inner(cell.get("metadata"), "nbgrader"), "grade_id")),
    )


def _inner(value: Any, key: str) -> Any:
    """Look a key up in what should be a dict."""
    return value.get(key) if isinstance(value, dict) else None


def _word(value: Any) -> str:
    """Return an identifier that came from a student, or nothing."""
    return value if isinstance(value, str) and len(value) <= 64 else ""
