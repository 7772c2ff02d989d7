"""Finds the student's own line that a known mistake is about, by what the line assigns, calls or is."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

LONGEST = 20_000  # characters of an answer that are parsed
BLOCKS = ("body", "orelse", "finalbody", "handlers")
STATEMENTS = {"while": ast.While, "for": ast.For, "if": ast.If, "return": ast.Return, "def": ast.FunctionDef}
ANYWHERE = ("len()", "list()", "values()", "ravel()", "zeros()", "abs()", "a[]", "X[]", "char_to_ix[]")  # says little
Statement = tuple[ast.stmt, bool]  # and whether it stands in a loop


def own_line(source: str, function: str, places: Sequence[str]) -> str:
    """Return the line that a mistake is about.

    Parameters
    ----------
    source : str
        The student's cell.
    function : str
        The function's name.
    places : sequence of str
        Descriptions of the line, the best first: ``"x ="`` (assigns x), ``"x[] ="`` (assigns an entry of x), ``"x[]"``
        (uses one), ``"clip()"`` (calls clip) or ``"while"``, ``"for"``, ``"if"``, ``"return"``, ``"def"``; with
        ``"loop "`` in front it stands in a loop, with ``"once "`` in none; ``" & "`` joins two that both hold.

    Returns
    -------
    str
        ``"line 7: x[idx] = 1"`` for the first description that fits one line and no other; ``""`` where none does, or
        the source cannot be read.

    Examples
    --------
    >>> own_line("def f(x):\\n    for i in x:\\n        y = g(i)\\n    return y", "f", ["loop y ="])
    'line 3: y = g(i)'
    """
    if not places or len(source) > LONGEST:
        return ""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == function]
    if not functions:
        return ""
    found = [(functions[-1], False), *_statements(functions[-1], False)]
    lines = source.splitlines()
    for place in places:
        numbers = {node.lineno for node, looped in found if _fits(node, looped, place)}
        if len(numbers) == 1:
            number = numbers.pop()
            return f"line {number}: {lines[number - 1].strip()}"
    return ""


def places_of(source: str, function: str, piece: str) -> tuple[str, ...]:
    """Describe the line of a solution in which a piece of it stands, for :func:`own_line` to find it in an answer.

    Parameters
    ----------
    source : str
        The solution.
    function : str
        Its name.
    piece : str
        What stands in it.

    Returns
    -------
    tuple of str
        What the line calls, then what it assigns, then what it uses and is.
    """
    start = source.index(piece) + len(piece) - len(piece.lstrip())
    number = source.count("\n", 0, start) + 1
    tree = next(
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef) and node.name == function
    )
    everything = list(_statements(tree, False))
    calls = [call for node, _ in everything for call in _calls(node)]
    found = dict.fromkeys(
        f"{'loop' if looped else 'once'} {place}" if calls.count(place) > 1 else place
        for node, looped in everything
        if node.lineno == number
        for place in _described(node, looped)
        if place not in ANYWHERE
    )
    return tuple(found)


def _statements(node: ast.AST, looped: bool) -> Iterator[Statement]:
    """Yield the statements within another one, each once."""
    inside = looped or isinstance(node, (ast.For, ast.While))
    for block in BLOCKS:
        for child in getattr(node, block, []):
            if isinstance(child, ast.stmt):
                yield child, inside
            yield from _statements(child, inside)


def _head(node: ast.stmt) -> Iterator[ast.AST]:
    """Yield the expressions of a statement without the statements within it."""
    for name, value in ast.iter_fields(node):
        if name not in BLOCKS and name not in ("decorator_list", "args"):
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, ast.AST):
                    yield from ast.walk(each)


def _calls(node: ast.stmt) -> list[str]:
    """Return the names of what a statement calls, without modules in front."""
    called = [each.func for each in _head(node) if isinstance(each, ast.Call)]
    names = [getattr(each, "attr", getattr(each, "id", "")) for each in called]
    return [f"{name}()" for name in names if name]


def _assigns(node: ast.stmt) -> list[str]:
    """Return what a statement assigns: names, and names of which it assigns an entry."""
    targets = list(getattr(node, "targets", [])) or [getattr(node, "target", None)]
    found = []
    for target in targets if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)) else []:
        for each in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
            if isinstance(each, ast.Name):
                found.append(f"{each.id} =")
            elif isinstance(each, ast.Subscript) and isinstance(each.value, ast.Name):
                found.append(f"{each.value.id}[] =")
    return found


def _uses(node: ast.stmt) -> list[str]:
    """Return the names of which a statement uses an entry."""
    used = [each.value for each in _head(node) if isinstance(each, ast.Subscript)]
    return [f"{each.id}[]" for each in used if isinstance(each, ast.Name)]


def _is(node: ast.stmt) -> list[str]:
    """Return the word that a statement starts with, where it is one of ours."""
    return [word for word, kind in STATEMENTS.items() if isinstance(node, kind)]


def _described(node: ast.stmt, looped: bool) -> Iterator[str]:
    """Yield the descriptions of a statement."""
    yield from _calls(node)
    for assigned in _assigns(node):
        yield ("loop " if looped else "once ") + assigned
    yield from (*_uses(node), *_is(node))


def _fits(node: ast.stmt, looped: bool, place: str) -> bool:
    """Say whether a description fits a statement."""
    if place.startswith("once " if looped else "loop "):
        return False
    plain = place.removeprefix("loop ").removeprefix("once ")
    return {*plain.split(" & ")} <= {*_calls(node), *_assigns(node), *_uses(node), *_is(node)}
