"""Submissions whose files, not whose code, are hostile or damaged: each function writes one, named for what it is.

`MENDED` ones hold a right answer that the damage must not cost; `worthless_files.py` has those that must earn nothing.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from pathlib import Path

from tests.support import classroom

EXERCISE = "clip"  # whose files are damaged here
RIGHT = """import numpy as np
def clip(gradients, maxValue):
    return {key: np.clip(value, -maxValue, maxValue) for key, value in gradients.items()}
"""
WRONG = """def clip(gradients, maxValue):
    return gradients
"""
ROOT = Path(__file__).parents[2]
MENDED: dict[str, Callable[[Path], None]] = {}


def answer_cell(notebook: dict) -> dict:
    """Return the one cell that the student fills in."""
    return next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("solution"))


def check_cell(notebook: dict) -> dict:
    """Return the one cell that is graded."""
    return next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade"))


def save(folder: Path, notebook: object, encoding: str = "utf-8") -> None:
    """Write a notebook as clip.ipynb."""
    (folder / "clip.ipynb").write_bytes(json.dumps(notebook).encode(encoding))


def notebook_case(bank: dict[str, Callable[[Path], None]], answer: str) -> Callable:
    """Register a function that changes a notebook, as a submission that holds this answer."""

    def register(change: Callable[[dict], object]) -> Callable[[dict], object]:
        def write(folder: Path) -> None:
            notebook = classroom.notebook("clip", answer)
            save(folder, change(notebook) or notebook)

        bank[change.__name__] = write
        return change

    return register


def file_case(bank: dict[str, Callable[[Path], None]]) -> Callable:
    """Register a function that writes a submission by itself."""

    def register(write: Callable[[Path], None]) -> Callable[[Path], None]:
        bank[write.__name__] = write
        return write

    return register


mended = notebook_case(MENDED, RIGHT)


@mended
def check_cell_copied(notebook):
    notebook["cells"].append(copy.deepcopy(check_cell(notebook)))


@mended
def check_cell_deleted(notebook):
    notebook["cells"].remove(check_cell(notebook))


@mended
def schema_version_99(notebook):
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = 99


@mended
def ids_renamed(notebook):
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"new-{number}"
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["grade_id"] = f"other-{number}"


@mended
def metadata_stripped(notebook):
    notebook["metadata"] = {}
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        del cell["id"]


@mended
def kernel_of_another_language(notebook):
    notebook["metadata"]["kernelspec"] = {"display_name": "R", "language": "R", "name": "../../evil"}


@mended
def old_outputs_with_a_score(notebook):
    check_cell(notebook)["outputs"] = [
        {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "0.0"}},
        {"output_type": "error", "ename": "AssertionError", "evalue": "no", "traceback": ["no"]},
    ]


@mended
def cells_locked_and_graded(notebook):
    for cell in notebook["cells"]:
        cell["metadata"]["nbgrader"] = {**cell["metadata"].get("nbgrader", {}), "locked": True, "grade": True}


@mended
def cells_reversed(notebook):
    notebook["cells"].reverse()


@mended
def nbformat_minor_of_the_future(notebook):
    notebook["nbformat_minor"] = 4000


@mended
def tags_that_skip(notebook):
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove-cell"]


@mended
def many_added_cells(notebook):
    cell = {"cell_type": "code", "id": "x", "metadata": {}, "source": "1 + 1", "outputs": [], "execution_count": None}
    notebook["cells"] += [{**cell, "id": f"x{n}"} for n in range(60)]


@mended
def sources_as_lists_of_lines(notebook):
    for cell in notebook["cells"]:
        cell["source"] = (
            cell["source"] if isinstance(cell["source"], list) else cell["source"].splitlines(keepends=True)
        )


@file_case(MENDED)
def byte_order_mark(folder):
    save(folder, classroom.notebook("clip", RIGHT), "utf-8-sig")


@file_case(MENDED)
def saved_as_nbformat_3(folder):
    cells = [
        {"cell_type": "code", "input": RIGHT, "outputs": [], "language": "python", "collapsed": False, "metadata": {}}
    ]
    save(folder, {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]})


@file_case(MENDED)
def modules_handed_in(folder):
    save(folder, classroom.notebook("clip", RIGHT))
    for name in ("numpy", "ipykernel_launcher", "sitecustomize", "utils", "autograder", "json", "nbgrader_config"):
        (folder / f"{name}.py").write_text("import os\nos._exit(0)\n")
    (folder / "IPython").mkdir()
    (folder / "IPython" / "__init__.py").write_text("raise SystemExit\n")


@file_case(MENDED)
def timestamp_is_no_time(folder):
    save(folder, classroom.notebook("clip", RIGHT))
    (folder / "timestamp.txt").write_text("the day before yesterday \x00 99999999999999")


@file_case(MENDED)
def folders_and_pipes_beside_it(folder):
    save(folder, classroom.notebook("clip", RIGHT))
    os.mkfifo(folder / "timestamp.txt")
    (folder / "sample.ipynb").mkdir()
    os.mkfifo(folder / "optimize.ipynb")
    (folder / "loop").symlink_to("..")
