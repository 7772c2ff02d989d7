"""The cell: one type from the handed-in notebook to the graded one, and its kind by the metadata of the course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Cell:
    """A notebook cell.

    Attributes
    ----------
    kind : str
        ``"given"``, ``"answer"``, ``"added"`` (the student's own), ``"test"`` or ``"demonstration"``; ``""`` as long as
        it is not known, as of a cell that was only read.
    cell_type : str
        ``"code"``, ``"markdown"`` or ``"raw"``.
    source : str
        The text; in a restored notebook the student's for ``"answer"`` and ``"added"``, else the master's.
    id : str
        In a restored notebook the master's id, or ``added-000``, ``added-001``, ... for the student's own cells.
    outputs : list of dict
        nbformat-4 outputs of running it in the sandbox, bounded in size; the student's word, to be sanitized before a
        browser sees it.
    grade_id : str
        nbgrader's name for it, ``""`` where it has none.
    """

    kind: str
    cell_type: str
    source: str
    id: str = ""
    outputs: list[dict[str, Any]] = field(default_factory=list)
    grade_id: str = ""


def kind_of(metadata: Mapping[str, Any]) -> str:
    """Return the kind of a cell of the course by its metadata.

    Examples
    --------
    >>> kind_of({"nbgrader": {"solution": True, "grade": False}}), kind_of({})
    ('answer', 'given')
    """
    nbgrader = metadata.get("nbgrader", {})
    if nbgrader.get("solution"):
        return "answer"
    if nbgrader.get("grade"):
        return "test"
    return "demonstration" if metadata.get("dinosaur_island", {}).get("demonstration") else "given"
