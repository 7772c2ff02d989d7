"""Runs the rest of a cell that stopped before it defined its functions: what failed may fail on this machine alone."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import partial
from types import TracebackType

from IPython.core.interactiveshell import InteractiveShell

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def rest_of(shell: InteractiveShell, source: str, error: BaseException | None) -> Iterator[Callable[[], None]]:
    """Yield a call for each statement behind the one that stopped a cell, where one of them defines something new.

    The student's machine may have had a package, a window or a name that this one lacks, and then went on. A cell that
    is not Python never gets here, nor does one that wanted to stop, nor one whose functions are there.

    Parameters
    ----------
    shell : InteractiveShell
        Where the cell ran.
    source : str
        The cell.
    error : BaseException or None
        What stopped it.
    """
    file, line = _place(shell, error)
    if not isinstance(error, Exception) or line == 0:
        return
    body = ast.parse(shell.transform_cell(source)).body
    left = [node for node in body if _start(node) > line]
    if any(isinstance(node, DEFINITIONS) and node.name not in shell.user_ns for node in left):
        for node in left:
            yield partial(_run, shell, node, file)


def _place(shell: InteractiveShell, error: BaseException | None) -> tuple[str, int]:
    """Return the file and the line of the cell at which an exception came up; no line where it is not the cell's."""
    trace: TracebackType | None = error.__traceback__ if error else None
    while trace is not None:
        frame = trace.tb_frame
        if frame.f_globals is shell.user_global_ns:
            return frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    return "", 0


def _start(node: ast.stmt) -> int:
    """Return the line on which a statement begins, its decorators included."""
    return min([node.lineno, *(part.lineno for part in getattr(node, "decorator_list", []))])


def _run(shell: InteractiveShell, node: ast.stmt, file: str) -> None:
    """Run one statement as the cell would have, with the line it has there."""
    with shell.builtin_trap, shell.display_trap:
        exec(shell.compile(ast.Module([node], []), file, "exec"), shell.user_global_ns)  # type: ignore[arg-type]
