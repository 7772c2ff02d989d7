"""A cell's text as plain Python, and the little of IPython that it may ask for where it is run without a kernel."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .notebooks import code_of

TRANSPARENT = ("time", "capture", "prun")  # magics that run what they are given as if they were not there


def python(source: str) -> str:
    """Return a cell as IPython would run it: prompts and margins gone, magics as calls of ``get_ipython()``.

    Parameters
    ----------
    source : str
        The cell.

    Returns
    -------
    str
        Python, if it can be made of it; nothing where the cell is for another language or a file.

    Examples
    --------
    >>> python("%%time\\n%%capture\\n>>> a = 1\\n")
    'a = 1\\n'
    """
    text = source
    while text.lstrip("\n").startswith("%%"):
        first, _, text = text.lstrip("\n").partition("\n")
        if first[2:].split(" ")[0] not in TRANSPARENT:
            return ""
    if is_python(text):
        return text
    from IPython.core.inputtransformer2 import (
        TransformerManager,
    )  # only a cell that is not Python as it stands needs it

    return TransformerManager().transform_cell(text)


def is_python(text: str) -> bool:
    """Tell whether a text is Python."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


class Kernel:
    """Stands where ``get_ipython()`` stands in a notebook, for a namespace of its own.

    Parameters
    ----------
    scope : dict
        The namespace.
    files : mapping of str to str
        What ``%run`` finds, by name, before it looks into the working folder.
    """

    def __init__(self, scope: dict[str, Any], files: Mapping[str, str]) -> None:
        self.user_ns = self.user_global_ns = scope
        self._files = files

    def run_cell(self, source: str, *_: Any, **__: Any) -> None:
        """Run a cell."""
        exec(compile(python(source), "<cell>", "exec"), self.user_ns)

    ex = run_cell

    def ev(self, expression: str) -> Any:
        """Evaluate an expression."""
        return eval(expression, self.user_ns)

    def push(self, variables: Mapping[str, Any], *_: Any, **__: Any) -> None:
        """Give names their values."""
        self.user_ns.update(variables)

    def run_line_magic(self, name: str, line: str, *_: Any, **__: Any) -> None:
        """Run what ``%time`` and ``%run`` are given; other magics are for the screen or the machine."""
        if name in TRANSPARENT:
            self.run_cell(line)
        elif name == "run":
            self._run_file(next((word for word in line.split() if not word.startswith("-")), "").strip("\"'"))

    def _run_file(self, name: str) -> None:
        """Run a Python file or another notebook."""
        place = posixpath.normpath(name)
        content = self._files[place].encode() if place in self._files else Path(place).read_bytes()
        if not place.endswith(".ipynb"):
            exec(compile(content, place, "exec"), self.user_ns)
            return
        for source in code_of(content):
            self.run_cell(source)

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        """Run a cell below ``%%time`` and the like."""
        if name in TRANSPARENT:
            self.run_cell(cell)

    def getoutput(self, *_: Any, **__: Any) -> list[str]:
        """Return nothing: no program is run to load a function."""
        return []

    def __getattr__(self, name: str) -> Callable[..., None]:
        """Do nothing for whatever else IPython can do."""
        return lambda *_, **__: None
