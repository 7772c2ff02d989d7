"""Finds the definitions in demonstration cells that students' cells use; figures and long runs are left out."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from functools import cache

from autograder.submission.cell import Cell
from utils.definitions import Statement, statements

OWN = ("answer", "added")


def definitions_used(cells: Sequence[Cell]) -> dict[str, str]:
    """Return what of each demonstration is run in grading, because a cell of the student's own mentions it.

    In the notebook the demonstrations above a cell have been run, so an answer may use ``plt`` or ``ix_to_char``. Only
    the statements that define such a name, and what they need in turn, are run; what comes after the answer is not.

    Parameters
    ----------
    cells : sequence of Cell
        A rebuilt notebook.

    Returns
    -------
    dict of str to str
        The source by the id of the demonstration.

    Notes
    -----
    What a student's cell mentions are its words: a word too many costs a millisecond, and the student's text, which can
    be anything, is never parsed in this process.
    """
    wanted: set[str] = set()
    sources: dict[str, str] = {}
    above = False
    for cell in reversed(cells):
        above = above or cell.kind == "answer"
        if cell.cell_type == "code" and cell.kind in OWN:
            wanted.update(re.findall(r"\w+", cell.source))
        elif cell.kind == "demonstration" and cell.cell_type == "code" and above:
            chosen = []
            for statement in reversed(_statements(cell.source)):
                if statement.binds & wanted:
                    wanted |= statement.needs
                    chosen.append(ast.unparse(statement.node))
            if chosen:
                sources[cell.id] = "\n".join(reversed(chosen))
    return sources


@cache
def _statements(source: str) -> list[Statement]:
    """Split a demonstration, which is the course's own, once."""
    return statements(source, "demonstration")
