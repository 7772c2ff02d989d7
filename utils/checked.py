"""Remembers what was checked and when, so that an answer that is not saved is told from one that is not done."""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
import os
import sys
import textwrap
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from .course_folder import notebook_folder

RECORD = ".checked.json"  # beside the notebooks
TOLERANCE = 2.0  # seconds that a file system may round a time by


def remember(name: str, function: Callable) -> None:
    """Note that an answer was checked now; only in a notebook, and only beside the exercise's own.

    Nothing is said where the note cannot be written: it is a convenience.

    Parameters
    ----------
    name : str
        The exercise.
    function : callable
        The answer.
    """
    if not in_notebook():
        return
    try:
        digest = _digest(ast.parse(textwrap.dedent(inspect.getsource(function))).body[0])
        folder = notebook_folder()
        if not (folder / f"{name}.ipynb").is_file():
            return
        noted = {**_read(folder), name: {"digest": digest, "time": time.time()}}
        partial = folder / f"{RECORD}.part"
        partial.write_text(json.dumps(noted, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        os.replace(partial, folder / RECORD)
    except (OSError, TypeError, SyntaxError, ValueError, IndexError):
        return


def in_notebook() -> bool:
    """Tell whether this runs in a notebook's kernel, or in IPython."""
    return "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None


def checked_after_saving(name: str, path: Path, node: ast.AST) -> float | None:
    """Return when an answer was checked that its notebook, saved before that, does not hold.

    Parameters
    ----------
    name : str
        The exercise.
    path : Path
        Its notebook.
    node : ast.AST
        The function in it, as it was saved.

    Returns
    -------
    float or None
        Seconds since the epoch; None where what was checked last is what was saved, or the notebook is newer.
    """
    noted = _read(path.parent).get(name)
    if not isinstance(noted, dict) or not isinstance(noted.get("time"), (int, float)):
        return None
    try:
        saved = path.stat().st_mtime
    except OSError:
        return None
    return noted["time"] if noted["time"] > saved + TOLERANCE and noted.get("digest") != _digest(node) else None


def clock(seconds: float) -> str:
    """Return a time as people say it: the hour today, the day before it else.

    Examples
    --------
    >>> clock(0.0).split(" ")[-1].count(":")
    1
    """
    moment = datetime.fromtimestamp(seconds)
    today = moment.date() == datetime.now().date()
    return moment.strftime("%H:%M") if today else f"{moment.day} {moment.strftime('%b, %H:%M')}"


def _digest(node: ast.AST) -> str:
    """Return a digest of a function's code, its comments and layout aside."""
    return hashlib.sha256(ast.unparse(node).encode("utf-8", "replace")).hexdigest()


def _read(folder: Path) -> dict[str, Any]:
    """Return the notes beside some notebooks; none where there are none that can be read."""
    try:
        noted = json.loads((folder / RECORD).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return noted if isinstance(noted, dict) else {}
