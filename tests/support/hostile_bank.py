"""The bank of hostile and damaged submissions, written out as a class of students among honest neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.support import classroom
from tests.support.costly_files import COSTLY
from tests.support.damaged_files import MENDED, RIGHT, ROOT, WRONG, answer_cell, save
from tests.support.worthless_files import WORTHLESS

CELLS = ROOT / "tests" / "banks" / "hostile"
WRONG_ANSWERS = {
    "clip": WRONG,
    "sample": "def sample(parameters, char_to_ix, seed):\n    return [0]\n",
    "optimize": "def optimize(X, Y, a_prev, parameters, learning_rate=0.01):\n    return 0.0, {}, a_prev * 0\n",
    "model": "def model(data, *arguments, **named):\n    return {}\n",
}


@dataclass(frozen=True)
class Cell:
    """One hostile cell: its name, its class, the exercise it is handed in for, where it stands and its code."""

    name: str
    kind: str
    exercise: str
    place: str
    code: str


def cells() -> list[Cell]:
    """Read every hostile cell of the bank, class by class."""
    found = []
    for path in sorted(CELLS.glob("*.py")):
        parts = re.split(r"(?m)^# %% (\w+) \| (\w+) \| (\w+)\n", path.read_text(encoding="utf-8"))
        for name, exercise, place, code in zip(*[iter(parts[1:])] * 4):
            found.append(Cell(name, path.stem, exercise, place, code.strip() + "\n"))
    return found


def write_cell(cell: Cell, folder: Path) -> None:
    """Hand in one hostile cell, in ``folder`` (a student's ``dinosaur_island``)."""
    notebook = classroom.notebook(cell.exercise, WRONG_ANSWERS[cell.exercise])
    position = notebook["cells"].index(answer_cell(notebook))
    if cell.place in ("answer", "honest"):
        answer_cell(notebook)["source"] = cell.code
    elif cell.place == "text":
        svg = "<svg xmlns='http://www.w3.org/2000/svg' onload=\"document.title='owned'\"/>"
        picture = {"x.svg": {"image/svg+xml": svg}}
        for kind, rest in (("markdown", {"attachments": picture}), ("raw", {})):
            added = {"cell_type": kind, "id": kind, "metadata": {"raw_mimetype": "text/html"}, "source": cell.code}
            notebook["cells"].insert(position + 1, added | rest)
    else:
        added = {"cell_type": "code", "id": "added", "metadata": {}, "source": cell.code, "outputs": []}
        notebook["cells"].insert(position + (cell.place == "after"), {**added, "execution_count": None})
    save(folder, notebook)
    if cell.exercise != "clip":
        (folder / "clip.ipynb").rename(folder / f"{cell.exercise}.ipynb")


def write_class(folder: Path, neighbours: int = 3, only: str = "") -> dict[str, tuple[str, bool]]:
    """Write the whole bank as students of one class.

    Parameters
    ----------
    folder : Path
        Where ``<student>/dinosaur_island/`` goes.
    neighbours : int
        How many honest students, with a right ``clip``, stand before, between and after the others.
    only : str
        Where given, only the attacks whose name or class holds this word.

    Returns
    -------
    dict
        For each student the exercise that is handed in and whether it must earn everything (else: nothing).
    """
    students: dict[str, tuple[str, bool]] = {}

    def student(name: str) -> Path:
        place = folder / name / "dinosaur_island"
        place.mkdir(parents=True)
        return place

    for number in range(neighbours):
        name = f"{'amz'[number % 3]}_honest_{number}" if number else "honest_0"
        save(student(name), classroom.notebook("clip", RIGHT))
        students[name] = ("clip", True)
    for cell in cells():
        if only in cell.name or only in cell.kind:
            write_cell(cell, student(cell.name))
            students[cell.name] = (cell.exercise, cell.place == "honest")
    for bank, earns in ((MENDED, True), (COSTLY, True), (WORTHLESS, False)):
        for name, write in bank.items():
            if only in name or only in "files":
                write(student(name))
                students[name] = ("clip", earns)
    return students
