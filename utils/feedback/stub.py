"""The stub that students find in an answer cell, and what is left of it: all, or a line below finished code."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any

COMMENT, RAISED = "YOUR CODE HERE", "NotImplementedError"
LEFT_OVER = "the line `raise NotImplementedError()` still stands below your code and ends it there"


def stub_state(source: str) -> str:
    """Tell what is left of the stub in a function.

    Parameters
    ----------
    source : str
        The function, from its ``def`` on.

    Returns
    -------
    str
        ``"not done"`` where the line that raises comes first, ``"left over"`` where it stands below code of the
        student's own, ``""`` where it is gone, never reached or cannot be read.

    Examples
    --------
    >>> stub_state("def f():\\n    # YOUR CODE HERE\\n    raise NotImplementedError()")
    'not done'
    >>> stub_state("def f():\\n    # YOUR CODE HERE\\n    a = 1\\n    raise NotImplementedError()\\n    return a")
    'left over'
    """
    try:
        tree = ast.parse(textwrap.dedent(source))
    except (SyntaxError, ValueError):
        return ""
    functions = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    for block in _blocks(functions[0]) if functions else ():
        for place, statement in enumerate(block):
            if isinstance(statement, ast.Return):
                break
            if isinstance(statement, ast.Raise) and RAISED in ast.unparse(statement):
                above = source.splitlines()[: statement.lineno - 1]
                return "left over" if _has_code(above, place) else "not done"
    return ""


def stub_state_of(function: Any) -> str:
    """Tell what is left of the stub in a function that is there, as :func:`stub_state` does."""
    try:
        return stub_state(inspect.getsource(function))
    except (OSError, TypeError):
        return ""


def _has_code(above: list[str], place: int) -> bool:
    """Tell whether a student's code stands above the stub's last line: below the comment, where that is still there."""
    comment = next((number for number in reversed(range(len(above))) if COMMENT in above[number]), None)
    if comment is None:
        return place > 0
    return any(line.strip() and not line.strip().startswith("#") for line in above[comment + 1 :])


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """Yield the blocks of a function that are run whenever it is: its body, and those of its loops."""
    body = list(getattr(node, "body", []))
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and ast.get_docstring(node) is not None:
        del body[0]
    yield body
    for part in body:
        if isinstance(part, (ast.For, ast.While, ast.With)):
            yield from _blocks(part)
