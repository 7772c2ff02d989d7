"""Builds odd and honest notebooks for the tests of intake, and hands them in."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.submission import intake
from autograder.submission.restore import original_of

ANSWER = "def clip(gradients, maxValue):\n    return {name: value for name, value in gradients.items()}\n"
SETUP = "clip_setup"


def cell_of(node: dict, identity: str) -> dict:
    """Return the first cell with this id."""
    return next(cell for cell in node["cells"] if cell.get("id") == identity)


def code(source: str, **rest) -> dict:
    """Return a code cell as a student would add one."""
    return {"cell_type": "code", "id": "x1", "metadata": {}, "source": source, "outputs": []} | rest


def insert_after(node: dict, identity: str, *cells: dict) -> None:
    """Insert cells behind another."""
    at = node["cells"].index(cell_of(node, identity)) + 1
    node["cells"][at:at] = cells


def empty_folder(tmp_path: Path) -> Path:
    """Make an empty submission folder."""
    folder = tmp_path / "submitted" / "ada" / "dinosaur_island"
    folder.mkdir(parents=True)
    return folder


def take(folder: Path, content: dict | bytes | str) -> intake.RestoredNotebook:
    """Hand in something as clip.ipynb and take it in."""
    content = json.dumps(content) if isinstance(content, dict | list) else content
    (folder / "clip.ipynb").write_bytes(content.encode() if isinstance(content, str) else content)
    return intake.read(folder)["clip"]


def kinds(taken: intake.RestoredNotebook, *wanted: str) -> list[str]:
    """Return the sources of the cells of some kinds, in order."""
    return [cell.source for cell in taken.cells if cell.kind in wanted]


def is_clean(taken: intake.RestoredNotebook) -> bool:
    """Tell whether every cell of the master is there once, in order, with its own text (the answer's aside)."""
    wanted = [(cell.id, cell.source) for cell in original_of(taken.exercise).cells]
    came = [(cell.id, cell.source) for cell in taken.cells if cell.kind != "added"]
    same_ids = [identity for identity, _ in wanted] == [identity for identity, _ in came]
    return same_ids and all(a == b for a, b in zip(wanted, came) if a[0] != taken.exercise)
