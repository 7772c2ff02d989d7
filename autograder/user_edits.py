"""Tells what somebody has done to a notebook that the build made, so that the build never writes over it."""

from __future__ import annotations

import json
from typing import Any

import nbformat

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
