"""What a notebook holds as it was saved: its statements, and why they are not an answer yet."""

from __future__ import annotations

import json
import linecache
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .cell_code import python
from .checked import checked_after_saving, clock
from .definitions import Statement, statements
from .feedback.stub import LEFT_OVER, stub_state
from .notebook_names import alike
from .notebooks import cells_of, decoded, has_conflict, source_of
from .own_modules import written_file


class AnswerNotReady(NotImplementedError):
    """An earlier answer cannot be used yet; the message says which, why, and what to do.

    Parameters
    ----------
    message : str
        The sentence.
    state : str
        ``"missing"``, ``"unreadable"``, ``"not done"``, ``"left over"`` (the stub's last line is still there, below
        code of the student's own) or ``"unsaved"``.
    """

    def __init__(self, message: str, state: str = "unreadable") -> None:
        super().__init__(message)
        self.state = state

    def _render_traceback_(self) -> list[str]:
        """Show the sentence alone in a notebook: the way through this module would only distract."""
        return [str(self)]


@dataclass
class Notebook:
    """What is read from an earlier notebook: its statements, and the files that its cells write."""

    path: Path
    found: list[Statement] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


def read_notebook(path: Path, name: str) -> Notebook:
    """Read a notebook's statements and the files that it writes.

    Parameters
    ----------
    path : Path
        The notebook.
    name : str
        The function that it should hold.

    Raises
    ------
    AnswerNotReady
        It is missing or damaged, or the cell of the function is not Python.
    """
    notebook = Notebook(path)
    cells = cells_of(_parsed(path, name))
    if cells is None:
        raise AnswerNotReady(f"{path.name} has no cells. Open it in Jupyter and save it, then run this cell again.")
    for number, cell in enumerate(cells, start=1):
        source = source_of(cell) if isinstance(cell, dict) and cell.get("cell_type") == "code" else None
        if source is None or _metadata(cell, "nbgrader", "grade"):
            continue  # a test, or no code
        if file := written_file(source):
            where, text, added = file
            notebook.files[where] = (notebook.files.get(where, "") if added else "") + text
        demonstration = bool(_metadata(cell, "dinosaur_island", "demonstration"))
        notebook.found += _statements(source, f"{path.name}, cell {number}", path, name, demonstration)
    own = set().union(*(statement.binds for statement in notebook.found if not statement.demonstration))
    notebook.found = [
        statement for statement in notebook.found if not (statement.demonstration and statement.binds & own)
    ]
    return notebook


def refuse_stub(statement: Statement, path: Path, name: str) -> None:
    """Raise where a function comes to ``raise NotImplementedError`` before any return.

    Parameters
    ----------
    statement : Statement
        Its definition, as it was saved.
    path : Path
        Its notebook.
    name : str
        What it is called.

    Raises
    ------
    AnswerNotReady
        The function is not done, or finished but for the stub's last line, or finished and not saved.
    """
    node = statement.node
    cell = linecache.cache[statement.place][2]  # type: ignore[index, misc]
    state = stub_state("".join(cell[node.lineno - 1 : node.end_lineno]))
    if not state:
        return
    again = f"{path.name} first, save it, and run this cell again."
    if checked := checked_after_saving(name, path, node):
        raise AnswerNotReady(
            f"{name} is not saved: you checked it at {clock(checked)}, and {path.name} as saved at "
            f"{clock(path.stat().st_mtime)} still says `raise NotImplementedError()`. Save {again}",
            "unsaved",
        )
    if state == "left over":
        raise AnswerNotReady(f"{name} is not done yet: {LEFT_OVER}. Delete that line in {again}", state)
    raise AnswerNotReady(
        f"{name} is not done yet: {path.name} still says `raise NotImplementedError()`. Finish {again}", state
    )


def _parsed(path: Path, name: str) -> Any:
    """Parse a notebook's file."""
    try:
        return json.loads(decoded(path.read_bytes())[0])
    except FileNotFoundError:
        raise AnswerNotReady(_missing(path, name), "missing") from None
    except (ValueError, OSError, RecursionError) as error:
        raise AnswerNotReady(
            f"{path.name} cannot be read as a notebook ({type(error).__name__}: {error}). "
            f"Open it in Jupyter; if that fails too, take a fresh copy and paste your {name} into it."
        ) from None


def _missing(path: Path, name: str) -> str:
    """Say that a notebook is not there, and which file beside it may be meant."""
    others = alike(path)
    if len(others) == 1:
        return (
            f"{path.name} is not in {path.parent.resolve()}, but {others[0].name} is. This notebook uses your {name}: "
            f"rename {others[0].name} to {path.name} and run this cell again."
        )
    return (
        f"{path.name} is not in {path.parent.resolve()}. This notebook uses your {name}: "
        f"put {path.name} beside it and run this cell again."
    )


def _metadata(cell: dict[str, Any], whose: str, key: str) -> Any:
    """Return an entry of a cell's metadata; None where there is no such thing."""
    metadata = cell.get("metadata")
    theirs = metadata.get(whose) if isinstance(metadata, dict) else None
    return theirs.get(key) if isinstance(theirs, dict) else None


def _statements(source: str, place: str, path: Path, name: str, demonstration: bool) -> list[Statement]:
    """Return a cell's statements; a cell that is not Python is passed over unless it should hold the answer."""
    code = python(source)
    try:
        found = statements(code, place, demonstration)
    except (SyntaxError, ValueError) as error:
        if f"def {name}(" not in code:
            return []
        what = "holds an unresolved merge conflict" if has_conflict(source) else f"is not valid Python ({error})"
        raise AnswerNotReady(
            f"{name} in {path.name} {what}. Open {path.name}, mend the cell, save, and run this cell again."
        ) from None
    linecache.cache[place] = (len(code), None, code.splitlines(keepends=True), place)  # tracebacks show the line
    return found
