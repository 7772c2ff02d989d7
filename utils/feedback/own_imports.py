"""Lets a function that is checked in a notebook see the packages of the contract alone, as it will in the grader."""

from __future__ import annotations

import ast
import builtins
import importlib.util
import linecache
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import PurePath
from types import ModuleType
from typing import Any

import numpy as np

from .outcome import Problem
from .packages import importable, missing

INSTALLED = ("site-packages", "dist-packages")  # the folders of what is no file of the student's own


@contextmanager
def contract_only(function: Callable, scopes: Sequence[dict[str, Any]]) -> Iterator[dict[str, str]]:
    """Take away, in the body of a ``with`` statement, what comes from packages that are not there in the grader.

    Parameters
    ----------
    function : callable
        The student's function.
    scopes : sequence of dict
        Where it looks names up.

    Yields
    ------
    dict of str to str
        Each name that has no value now, and the package that it came from.
    """
    lost = {name: package for scope in scopes for name, value in scope.items() if (package := outside(value))}
    lost = {name: package for name, package in lost.items() if not has_substitute(name, function, scopes)}
    before = [(scope, {name: scope.pop(name) for name in lost if name in scope}) for scope in scopes]
    real = builtins.__import__

    def guarded(name: str, scope: Any = None, *rest: Any, **more: Any) -> ModuleType:
        package = name.partition(".")[0]
        if any(scope is own for own in scopes) and is_outside(package):
            raise ModuleNotFoundError(missing(package), name=package)
        return real(name, scope, *rest, **more)

    builtins.__import__ = guarded  # type: ignore[assignment]
    try:
        yield lost
    finally:
        builtins.__import__ = real
        for scope, values in before:
            scope.update(values)


def blamed(problem: Problem | None, lost: Mapping[str, str]) -> Problem | None:
    """Return the problem of a call, and the missing package in place of the name that had no value for want of it."""
    found = re.search(r"NameError: name '(\w+)' is not defined", problem.sentence) if problem else None
    if problem is None or found is None or found[1] not in lost:
        return problem
    return Problem(problem.kind, missing(lost[found[1]]), problem.line)


def outside(value: Any) -> str:
    """Return the package that a value comes from where the contract leaves it out, ``""`` otherwise."""
    if isinstance(value, ModuleType):
        modules = [value.__name__]
    elif isinstance(value, np.ufunc):  # it does not tell, but lies in a module under its own name
        name, loaded = value.__name__, list(sys.modules.items())
        modules = [module for module, home in loaded if getattr(home, "__dict__", {}).get(name) is value]
    else:
        module = value.__dict__.get("__module__") if isinstance(value, type) else getattr(value, "__module__", None)
        modules = [module if type(module) is str else type(value).__module__]
    packages = {module.partition(".")[0] for module in modules if type(module) is str} - {"__main__"}
    return min(packages) if packages and all(map(is_outside, packages)) else ""


@cache
def is_outside(package: str) -> bool:
    """Tell whether a package is installed here, and is no part of the contract."""
    if package in sys.stdlib_module_names or package in importable() or package == "__main__":
        return False
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return False
    places = [spec.origin or "", *(spec.submodule_search_locations or [])] if spec else []
    return any(part in INSTALLED for place in places for part in PurePath(place).parts)


def has_substitute(name: str, function: Callable, scopes: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether the cells import a name within a ``try``, and so know what to do without the package."""
    code = getattr(function, "__code__", None)
    cells = ["".join(linecache.getlines(code.co_filename))] if code else []
    for scope in scopes:
        cells += [cell for cell in scope.get("In", ()) if isinstance(cell, str)]
    for cell in cells:
        try:
            tree = ast.parse(cell)
        except (SyntaxError, ValueError):
            continue
        for block in ast.walk(tree):
            if isinstance(block, ast.Try) and block.handlers and name in _imported(block.body):
                return True
    return False


def _imported(body: Sequence[ast.stmt]) -> set[str]:
    """Return the names that statements import."""
    found = [alias for node in body if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names]
    return {alias.asname or alias.name.partition(".")[0] for alias in found}
