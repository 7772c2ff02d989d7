"""Rebuilds a handed-in notebook from the master: any bytes in, a clean notebook or a sentence out.

Every cell of the course is put back in its place with its own text, so tags, ids, points, duplicates and kernels that
came with the file have no power. Of the student's work two things are kept: the answer, and the cells added around it.
The steps: :mod:`autograder.submission.collect` (bytes), :mod:`autograder.submission.parse` (cells), here (notebook).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.exercises import masters
from autograder.submission.cell import Cell
from autograder.submission.collect import NotebookFile, Submission, collect
from autograder.submission.parse import Unusable, read_cells
from autograder.submission.restore import Original, Sorting, defines, original_of, same


@dataclass(frozen=True)
class RestoredNotebook:
    """A handed-in notebook, its cells of the course restored from the master.

    Attributes
    ----------
    exercise : str
        The exercise it answers.
    cells : tuple of Cell or None
        The rebuilt notebook, or None where none can be made.
    notes : tuple of str
        What was put back, kept or left out, one sentence each, for the student.
    reason : str
        Why there is nothing to grade, in one sentence.
    written : str
        The Python that it was written with, e.g. ``"3.13"``; ``""`` where it does not say.
    """

    exercise: str
    cells: tuple[Cell, ...] | None
    notes: tuple[str, ...] = ()
    reason: str = ""
    written: str = ""

    def notebook(self) -> dict[str, Any]:
        """Return the restored notebook as nbformat 4.5, without outputs; the untouched one where there is none."""
        original = original_of(self.exercise)
        cells = self.cells or original.cells
        return {
            "cells": [_node(cell, original.metadata.get(cell.id, {})) for cell in cells],
            "metadata": original.notebook_metadata,
            "nbformat": 4,
            "nbformat_minor": 5,
        }

    def to_bytes(self) -> bytes:
        """Return the rebuilt notebook as the bytes of an ``.ipynb`` file."""
        return (json.dumps(self.notebook(), indent=1, ensure_ascii=False) + "\n").encode()


def _node(cell: Cell, metadata: dict[str, Any]) -> dict[str, Any]:
    """Return a cell as nbformat has it."""
    node: dict[str, Any] = {"cell_type": cell.cell_type, "id": cell.id, "metadata": metadata, "source": cell.source}
    if cell.cell_type == "code":
        node |= {"execution_count": None, "outputs": []}
    return node


def read(submission: Path | str | Submission) -> dict[str, RestoredNotebook]:
    """Restore all notebooks of a submission.

    Parameters
    ----------
    submission : Path, str or Submission
        ``SUBMITTED/<student>/dinosaur_island``, or what :func:`collect` found there.

    Returns
    -------
    dict of str to RestoredNotebook
        One entry for every exercise of the course, always.
    """
    if not isinstance(submission, Submission):
        submission = collect(submission)
    return {name: _restored(name, submission.notebooks[name]) for name in masters.names()}


def _restored(exercise: str, file: NotebookFile) -> RestoredNotebook:
    """Rebuild one exercise's notebook from its bytes, or pass on why there are none."""
    if file.content is None:
        return RestoredNotebook(exercise, None, file.notes, file.reason)
    try:
        cells, notes, written = read_cells(file.content, f"{exercise}.ipynb")
        return replace(rebuild(exercise, cells, (*file.notes, *notes)), written=written)
    except Unusable as error:
        return RestoredNotebook(exercise, None, file.notes, str(error))


def rebuild(exercise: str, cells: Sequence[Cell], notes: Sequence[str] = ()) -> RestoredNotebook:
    """Build a notebook from the master, the student's answer, and the cells that the student added.

    Parameters
    ----------
    exercise : str
        The exercise that the notebook answers.
    cells : sequence of Cell
        What was handed in, in its order.
    notes : sequence of str
        What is already to be told.

    Returns
    -------
    RestoredNotebook
        The cells of the course in the course's order, each added cell behind the cell it followed.

    Raises
    ------
    Unusable
        Where no cell can be the answer.

    Notes
    -----
    The answer is the cell with the answer's ``grade_id`` or, where none has it, its cell id; of several copies the
    last code cell that is not the untouched stub. Where neither is left it is the last code cell that defines the
    function. Other copies are kept as added cells, so what counts is what running the notebook from top to bottom would
    give.
    """
    original = original_of(exercise)
    sorting = Sorting(original, _answer(exercise, original, cells))
    sorting.count(cells)
    for position, cell in enumerate(cells):
        sorting.put(position, cell)
    return RestoredNotebook(exercise, tuple(sorting.cells()), (*notes, *sorting.notes()))


def _answer(exercise: str, original: Original, cells: Sequence[Cell]) -> int:
    """Return the position of the answer among the handed-in cells."""
    stub = original.cells[original.answer]
    marked = [at for at, cell in enumerate(cells) if cell.grade_id == stub.grade_id]
    marked = marked or [at for at, cell in enumerate(cells) if cell.id == stub.id]
    written = [at for at in marked if not same(cells[at], stub)]
    code = [at for at in written if cells[at].cell_type == "code"]  # an old version kept below as text is no answer
    if marked:
        return (code or written or marked)[-1]
    candidates = [at for at, cell in enumerate(cells) if defines(cell, exercise)]
    if candidates:
        return candidates[-1]
    belongs = [other for other in masters.names() if any(cell.grade_id == other for cell in cells)]
    hint = f" It looks like the notebook of {belongs[0]}: hand that in as {belongs[0]}.ipynb." if belongs else ""
    raise Unusable(
        f"Expected a cell that defines {exercise} in {exercise}.ipynb, but the answer cell is gone and no other cell "
        f"defines it; open a fresh copy of the notebook, put your code into its answer cell and hand that in.{hint}"
    )
