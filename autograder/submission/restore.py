"""Puts the cells of a handed-in notebook back into the order and the text of the master."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from autograder.course import assignment
from autograder.submission.cell import Cell, kind_of
from autograder.submission.printable import listed


@dataclass(frozen=True)
class Original:
    """The student version of a master: its cells, the metadata by cell id, and the position of the answer cell."""

    cells: tuple[Cell, ...]
    metadata: dict[str, dict[str, Any]]
    notebook_metadata: dict[str, Any]
    answer: int


@cache
def original_of(exercise: str) -> Original:
    """Read the student version of a master: the stub in the answer cell, no solution and no hidden test anywhere.

    Parameters
    ----------
    exercise : str
        One of :func:`autograder.exercises.masters.names`.

    Returns
    -------
    Original
        The same object every time.
    """
    notebook = json.loads(json.dumps(assignment.student(exercise)))
    metadata = {node["id"]: node["metadata"] for node in notebook["cells"]}
    cells = tuple(
        Cell(
            kind_of(node["metadata"]),
            node["cell_type"],
            node["source"],
            node["id"],
            grade_id=node["metadata"].get("nbgrader", {}).get("grade_id", ""),
        )
        for node in notebook["cells"]
    )
    answer = next(place for place, cell in enumerate(cells) if cell.kind == "answer")
    return Original(cells, metadata, notebook["metadata"], answer)


def same(cell: Cell, other: Cell) -> bool:
    """Tell whether a handed-in cell has a master cell's text, white space at the ends aside.

    Parameters
    ----------
    cell : Cell
        What was handed in.
    other : Cell
        The course's own.
    """
    return cell.source.strip() == other.source.strip()


def defines(cell: Cell, name: str) -> bool:
    """Tell whether a handed-in code cell gives a name its meaning, by ``def`` or by assignment, however indented.

    Parameters
    ----------
    cell : Cell
        What was handed in.
    name : str
        The name of a function.

    Examples
    --------
    >>> defines(Cell("", "code", "if True:\\n    def clip(gradients, maxValue): ..."), "clip")
    True
    >>> defines(Cell("", "code", "clip: object = None"), "clip"), defines(Cell("", "code", "clip == 1"), "clip")
    (True, False)
    """
    meaning = rf"^[ \t]*({re.escape(name)}[ \t]*(:[^=\n]+)?=(?!=)|(async[ \t]+)?def[ \t]+{re.escape(name)}[ \t]*\()"
    return cell.cell_type == "code" and re.search(meaning, cell.source, re.MULTILINE) is not None


@dataclass
class Sorting:
    """Sorts handed-in cells into the master's places, the added ones behind the cell they followed.

    Attributes
    ----------
    original : Original
        The master.
    answer_at : int
        The position of the answer among the handed-in cells.
    """

    original: Original
    answer_at: int
    copies: Counter = field(default_factory=Counter)  # how many cells were handed in for each of the master's places
    seen: list[int] = field(default_factory=list)  # master places in the order in which they came
    added: dict[int, list[Cell]] = field(default_factory=lambda: defaultdict(list))
    told: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    answer: Cell | None = None
    moved_in: bool = False

    def count(self, cells: Sequence[Cell]) -> None:
        """Count the copies of each cell of the course."""
        self.copies.update(place for place in map(self._place, cells) if place is not None)

    def put(self, position: int, cell: Cell) -> None:
        """Put one handed-in cell where it belongs."""
        place = self._place(cell)
        if position == self.answer_at:
            self.answer = cell
            self.moved_in = place != self.original.answer
            self._see(self.original.answer)
        elif place is None:
            self._keep(cell)
        elif place == self.original.answer:
            self._extra_answer(cell)
        else:
            self._given(place, cell)

    def _place(self, cell: Cell) -> int | None:
        """Return which cell of the master this is a copy of: by its grade_id, else by its id, else by its text."""
        places = list(enumerate(self.original.cells))
        for place, ours in places:
            if cell.grade_id and cell.grade_id == ours.grade_id:
                return place
        for place, ours in places:
            if cell.id and cell.id == ours.id:
                return place
        for place, ours in places:
            if ours.kind != "answer" and same(cell, ours):
                return place
        return None

    def _see(self, place: int) -> bool:
        """Remember that a cell of the course was there; tell whether it is the first copy."""
        first = place not in self.seen
        if first:
            self.seen.append(place)
        return first

    def _keep(self, cell: Cell) -> None:
        """Keep a cell of the student's own behind the last cell of the course that came before it."""
        if cell.source.strip():
            number = sum(map(len, self.added.values()))
            behind = self.seen[-1] if self.seen else -1
            self.added[behind].append(Cell("added", cell.cell_type, cell.source, f"added-{number:03d}"))

    def _extra_answer(self, cell: Cell) -> None:
        """Keep a second copy of the answer cell as a cell of the student's own, unless nothing was written in it."""
        stub = self.original.cells[self.original.answer]
        if same(cell, stub):
            self.told["empty"].append(stub.id)
        else:
            self.told["copies"].append(stub.id)
            self._keep(cell)

    def _given(self, place: int, cell: Cell) -> None:
        """Drop a copy of the course's own cell; of changed given code the student's version runs behind ours."""
        ours = self.original.cells[place]
        first = self._see(place)
        if same(cell, ours) and first:
            return
        if same(cell, ours):
            self.told["twice"].append(ours.id)
        elif (
            self.copies[place] > 1
            or (ours.kind == "given" and ours.cell_type == "code")
            or defines(cell, self.original.cells[self.original.answer].id)
        ):
            # A copy is where people write their own code; helpers get written into the given cell itself, and the
            # answer, now and then, into the cell below its own.
            self.told["both"].append(ours.id)
            self._keep(cell)
        else:
            self.told["changed"].append(ours.id)

    def cells(self) -> list[Cell]:
        """Return the rebuilt notebook."""
        cells = list(self.added[-1])
        for place, ours in enumerate(self.original.cells):
            mine = self.answer if place == self.original.answer else None
            cells.append(replace(ours, source=mine.source) if mine else ours)
            cells.extend(self.added[place])
        return cells

    def notes(self) -> list[str]:
        """Return one sentence for each kind of thing that was put back, kept or left out."""
        absent = [ours.id for place, ours in enumerate(self.original.cells) if place not in self.seen]
        answer = self.original.cells[self.original.answer].id
        told = {key: listed(sorted(set(ids))) for key, ids in self.told.items()}
        notes = {
            "changed": f"Cells of the course that were changed were put back: {told.get('changed')}.",
            "both": f"The course's own {told.get('both')} was put back; your changed copy was kept and runs behind it.",
            "twice": f"Second copies of the course's own cells were left out: {told.get('twice')}.",
            "copies": f"The answer cell {answer} was there more than once; the last one that was written in counts, "
            "and the others were kept as cells of your own.",
            "empty": f"Further copies of the answer cell {answer} with nothing written in them were left out.",
        }
        sentences = [sentence for key, sentence in notes.items() if key in told]
        if absent:
            sentences.append(f"Cells of the course that were missing were put back: {listed(absent)}.")
        if self.seen != sorted(self.seen):
            sentences.append("The cells of the course were put back in their order.")
        if self.moved_in:
            sentences.append(
                f"The answer cell had lost its mark; the last cell that defines {answer} was taken for it."
            )
        if self.answer is not None and self.answer.cell_type != "code":
            sentences.append("The answer cell was not a code cell any more and was turned back into one.")
        return sentences
