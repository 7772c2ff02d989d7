"""Which statements of a notebook a function needs: what each of them defines, completes and uses."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# Methods that change what they belong to, and functions that change their first argument.
METHODS = {"add", "append", "clear", "discard", "extend", "fill", "insert", "pop", "put", "register", "remove"}
METHODS |= {"resize", "reverse", "setdefault", "sort", "update"}
FUNCTIONS = {"setattr", "delattr", "shuffle", "fill_diagonal", "copyto", "put", "place", "putmask", "heappush"}
ANYTHING = {"exec", "eval", "globals", "locals", "vars", "get_ipython"}  # may define a name without naming it


@dataclass(eq=False)
class Statement:
    """One statement at the top level of a cell: what it defines, what it needs, and where it stands."""

    node: ast.stmt
    binds: set[str]
    needs: set[str]
    place: str
    demonstration: bool = False


def statements(code: str, place: str, demonstration: bool = False) -> list[Statement]:
    """Split Python into the statements at its top level.

    Parameters
    ----------
    code : str
        What a cell holds, as plain Python.
    place : str
        Where it stands, for tracebacks.
    demonstration : bool
        Whether the cell only demonstrates.

    Raises
    ------
    SyntaxError, ValueError
        The text is not Python.

    Examples
    --------
    >>> [(sorted(each.binds), sorted(each.needs)) for each in statements("a = b + 1", "a cell")]
    [(['a'], ['b'])]
    """
    return [Statement(node, *_names(node), place, demonstration) for node in ast.parse(code).body]


def needed(name: str, found: Sequence[Statement]) -> list[Statement]:
    """Return the statements that define a name and, in turn, all that they need, in the notebook's order.

    A statement that only completes what another one made, such as ``TABLE.update(...)`` or a call of a function that
    writes into ``TABLE``, belongs to the definition of ``TABLE``.

    Parameters
    ----------
    name : str
        The name that is wanted.
    found : sequence of Statement
        The whole notebook's.
    """
    imported = {alias for each in found if isinstance(each.node, (ast.Import, ast.ImportFrom)) for alias in each.binds}
    effects = _effects(found)
    completes = [_completed(each.node, effects) - imported for each in found]
    wanted: set[str] = {name}
    before: set[str] = set()
    while wanted != before:
        before = set(wanted)
        for statement, completed in zip(found, completes):
            if (statement.binds | completed) & wanted:
                wanted |= statement.needs
    return [
        statement
        for statement, completed in zip(found, completes)
        if (statement.binds | completed) & wanted or is_star(statement.node) or _is_future(statement.node)
    ]


def is_star(node: ast.stmt) -> bool:
    """Tell whether a statement is ``from somewhere import *``, which may define anything."""
    return isinstance(node, ast.ImportFrom) and node.names[0].name == "*"


def _is_future(node: ast.stmt) -> bool:
    """Tell whether a statement changes the meaning of all that follows."""
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _names(node: ast.stmt) -> tuple[set[str], set[str]]:
    """Return the global names that a statement defines and those that it needs, also later when it is called."""
    table = symtable.symtable(ast.unparse(node), "<cell>", "exec")
    binds = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    if not isinstance(node, DEFINITIONS):
        binds |= _stored(ast.walk(node))  # TABLE["a"] = 1 is a part of TABLE's definition
    return binds, _needs(table)


def _needs(table: symtable.SymbolTable) -> set[str]:
    """Return the global names that a scope and the scopes inside it refer to."""
    top = table.get_type() == "module"
    used = [symbol for symbol in table.get_symbols() if symbol.is_referenced()]
    names = {symbol.get_name() for symbol in used if top or symbol.is_global()}
    for child in table.get_children():
        names |= _needs(child)
    return names


def _root(node: ast.AST | None) -> str:
    """Return the name at the root of ``name.attribute[index]``; ``""`` where there is none."""
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _stored(nodes: Iterator[ast.AST]) -> set[str]:
    """Return the names that are written into, by index or by attribute."""
    kinds = (ast.Subscript, ast.Attribute)
    return {_root(node) for node in nodes if isinstance(node, kinds) and isinstance(node.ctx, ast.Store)} - {""}


def _called(node: ast.Call) -> str:
    """Return the last part of what is called: ``put`` for ``np.put(...)``."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _changed(nodes: Sequence[ast.AST]) -> set[str]:
    """Return the names whose values are changed in place: written into, or by a method or function known for it."""
    found = _stored(iter(nodes))
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            found.add(_root(node.func))
        if isinstance(node, ast.Call) and _called(node) in FUNCTIONS and node.args:
            found.add(_root(node.args[0]))
    return found - {""}


def _effects(found: Sequence[Statement]) -> dict[str, tuple[set[str], bool]]:
    """Return what a call of each of the notebook's functions changes: which globals, and whether an argument."""
    effects = {}
    for statement in found:
        node = statement.node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inside = [part for child in node.body for part in ast.walk(child)]
            arguments = {arg.arg for arg in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]}
            declared = {name for part in inside if isinstance(part, ast.Global) for name in part.names}
            stored = {part.id for part in inside if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
            changed = _changed(inside)
            mine = arguments | (stored - declared)
            effects[node.name] = ((changed - mine) | (stored & declared), bool(changed & arguments))
    return effects


def _completed(node: ast.stmt, effects: dict[str, tuple[set[str], bool]]) -> set[str]:
    """Return the names whose values a statement changes when it runs, besides those that it binds."""
    found: set[str] = set()
    for part in _run_now(node):
        if (
            isinstance(part, ast.Expr)
            and isinstance(part.value, ast.Call)
            and isinstance(part.value.func, ast.Attribute)
        ):
            found.add(_root(part.value.func))  # whatever a method does that stands alone, it does for its effect
        if isinstance(part, ast.Call):
            name = _called(part)
            found |= effects.get(name, (set(), False))[0]
            if name in FUNCTIONS or effects.get(name, (set(), False))[1]:
                found |= {_root(argument) for argument in part.args}
        if isinstance(part, DEFINITIONS):
            for decorator in part.decorator_list:
                call = decorator.func if isinstance(decorator, ast.Call) else decorator
                found |= effects.get(_root(call), (set(), False))[0]
                if isinstance(call, ast.Attribute):
                    found.add(_root(call))  # @clip.register
    return found - {""}


def _run_now(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and what is inside it, but for the bodies of functions, which run later."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or child in node.decorator_list:
            yield from _run_now(child)
