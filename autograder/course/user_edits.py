"""Tells what somebody has done to a file that we made, so that it is never written over."""

from __future__ import annotations

import hashlib
import itertools
import json
from pathlib import Path
from typing import Any

import nbformat

from autograder.files import write_whole

SAVED = "it was run, or saved from an editor"


def user_edits(content: bytes, name: str, graded: bool) -> str:
    """Return what would be lost if a generated notebook were made anew.

    Whichever version of the course made it: an answer cell is held against the checksum that nbgrader's step left in
    it, and not against today's stub.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        The notebook's name, with which the ids of the course's own cells begin.
    graded : bool
        Whether it has an answer cell.

    Returns
    -------
    str
        Half a sentence, ``""`` where the file is as a build left it.

    Examples
    --------
    >>> user_edits(b"Dear diary", "clip", True)
    'it cannot be read as a notebook'
    """
    try:
        notebook = nbformat.from_dict(json.loads(content))
        cells = list(notebook.cells)
        answers = [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("solution")]
        changed = [cell.get("id") for cell in answers if not _is_stub(cell)]
        added = [cell for cell in cells if not _is_ours(cell, name) and _text(cell).strip()]
        saved = any(cell.get("outputs") or cell.get("execution_count") for cell in cells)
        saved |= set(notebook.metadata.get("language_info", {})) > {"name"}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return "it cannot be read as a notebook"
    if changed:
        return f"its answer cell ({', '.join(map(str, changed))}) is not the stub"
    if graded and not answers:
        return "its answer cell is not there any more"
    if added:
        return f"it has cells that are not the course's ({len(added)})"
    return SAVED if saved else ""


def _text(cell: Any) -> str:
    return cell.source if isinstance(cell.source, str) else "".join(cell.source)


def _is_stub(cell: Any) -> bool:
    from nbgrader.utils import compute_checksum  # here: a second's import

    cell.source = _text(cell)
    return compute_checksum(cell) == cell.metadata.nbgrader.get("checksum")


def _is_ours(cell: Any, name: str) -> bool:
    identity = cell.get("id", "")
    return identity == name or identity.startswith((f"{name}_", f"{name}-")) or "nbgrader" in cell.metadata


def remember(path: Path) -> None:
    """Note what a file holds now, for `set_aside`."""
    write_whole(_note(path), _digest(path).encode())


def set_aside(path: Path) -> Path | None:
    """Give a file another name where somebody has changed it since it was remembered.

    Returns
    -------
    Path or None
        Its new name, beside the old one; None where it holds what it held, or was never remembered.
    """
    note = _note(path)
    if not (path.is_file() and note.is_file()) or note.read_text() == _digest(path):
        return None
    names = (path.with_name(f"{path.stem}.edited-{number}{path.suffix}") for number in itertools.count(1))
    kept = next(name for name in names if not name.exists())
    return path.rename(kept)


def _note(path: Path) -> Path:
    return path.with_name(f".{path.name}.sha256")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
