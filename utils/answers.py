"""Fetches a function that the student wrote in an earlier notebook, and runs no more of that notebook than it needs."""

from __future__ import annotations
import __future__

import ast
import asyncio
import builtins
import contextlib
import inspect
import io
import json
import linecache
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from .cell_code import Kernel, python
from .definitions import ANYTHING, Statement, needed, statements
from .feedback.observe import late_bound
from .notebooks import cells_of, decoded, has_conflict, source_of
from .own_modules import importable, written_file

SHOWN = {"check", "hint", "print", "display", "help", "plt"}  # what is called for its output alone
AWAITING = (ast.Await, ast.AsyncFor, ast.AsyncWith)


class AnswerNotReady(NotImplementedError):
    """An earlier answer cannot be used yet; the message says which, why, and what to do."""

    def _render_traceback_(self) -> list[str]:
        """Show the sentence alone in a notebook: the way through this module would only distract."""
        return [str(self)]


@dataclass
class Notebook:
    """What is read from an earlier notebook: its statements, and the files that its cells write."""

    path: Path
    found: list[Statement] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


def load_answer(name: str, folder: str | Path = ".") -> Callable:
    """Return the function ``name`` that the student wrote in ``name.ipynb``.

    The function is looked for in the notebook's code cells. Only the statements that define it, and those that define
    or complete what it uses (imports, helper functions, constants), are run, in the order of the notebook; where a name
    is defined twice the later one counts, as when the notebook is run from the top. Checks, prints and figures are not
    run; a cell that only demonstrates lends what nothing else in the notebook defines. Where that does not lead to the
    function (a name that ``exec`` or ``globals()`` made, say), the student's own cells are run from the top.

    Parameters
    ----------
    name : str
        The name of the function and, with ``.ipynb``, of its notebook.
    folder : str or Path
        Where the notebook lies; by default beside the running one.

    Returns
    -------
    callable
        The student's function.

    Raises
    ------
    AnswerNotReady
        The notebook is missing or damaged, or the function is missing, not done yet, or does not load.
    """
    path = Path(folder) / f"{name}.ipynb"
    notebook = _read(path, name)
    chosen = needed(name, notebook.found)
    defining = [statement for statement in chosen if name in statement.binds and not statement.demonstration]
    if defining and _is_stub(defining[-1].node):
        raise AnswerNotReady(
            f"{name} is not done yet: {path.name} still says `raise NotImplementedError()`. "
            f"Finish {path.name} first, save it, and run this cell again."
        )
    with importable(notebook.files, path.parent), contextlib.chdir(path.parent):
        scope, failures = _run(chosen, notebook)
        if failures or name not in scope or _is_open(chosen, scope):
            whole = [
                each for each in notebook.found if each in chosen or not (each.demonstration or _is_shown(each.node))
            ]
            again, failures_again = _run(whole, notebook, goes_on=True)
            if name in again and not any(each in chosen for each, _ in failures_again):
                scope, failures = again, []
            failures = failures or (failures_again if name not in scope else [])
    return late_bound(name, _function(name, scope, failures, path))


def _function(name: str, scope: dict[str, Any], failures: list[tuple[Statement, Exception]], path: Path) -> Callable:
    """Return the function of a namespace, or say why there is none."""
    if failures:
        statement, error = failures[0]
        raise AnswerNotReady(
            f"{name} in {path.name} does not load: {type(error).__name__}: {error} (in {statement.place}, line "
            f"{statement.node.lineno}). Open {path.name}, run it from the top, save it, and run this cell again."
        )
    if name not in scope:
        raise AnswerNotReady(
            f"{path.name} has no function called {name}. Its answer cell should begin with `def {name}(`; "
            f"write it, save the notebook, and run this cell again."
        )
    if not callable(scope[name]):
        kind = type(scope[name]).__name__
        raise AnswerNotReady(f"{name} in {path.name} is of type {kind}, not a function. Define it with `def {name}(`.")
    return scope[name]


def _read(path: Path, name: str) -> Notebook:
    """Read a notebook's statements and the files that it writes."""
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


def _parsed(path: Path, name: str) -> Any:
    """Parse a notebook's file."""
    try:
        return json.loads(decoded(path.read_bytes())[0])
    except FileNotFoundError:
        raise AnswerNotReady(
            f"{path.name} is not in {path.parent.resolve()}. This notebook uses your {name}: "
            f"put {path.name} beside it and run this cell again."
        ) from None
    except (ValueError, OSError, RecursionError) as error:
        raise AnswerNotReady(
            f"{path.name} cannot be read as a notebook ({type(error).__name__}: {error}). "
            f"Open it in Jupyter; if that fails too, take a fresh copy and paste your {name} into it."
        ) from None


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


def _flags(node: ast.stmt) -> int:
    """Return how ``from __future__ import`` something changes the meaning of all that follows; 0 for all else."""
    if not isinstance(node, ast.ImportFrom) or node.module != "__future__":
        return 0
    features = [getattr(__future__, alias.name, None) for alias in node.names]
    return sum(feature.compiler_flag for feature in features if feature is not None)


def _is_stub(node: ast.stmt) -> bool:
    """Tell whether a function's body comes to ``raise NotImplementedError`` before any return."""
    for statement in getattr(node, "body", []):
        if isinstance(statement, ast.Return):
            return False
        if isinstance(statement, ast.Raise) and "NotImplementedError" in ast.unparse(statement):
            return True
    return False


def _is_shown(node: ast.stmt) -> bool:
    """Tell whether a statement only shows something."""
    call = node.value if isinstance(node, ast.Expr) else None
    root = call.func if isinstance(call, ast.Call) else call
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(root, ast.Constant) or (isinstance(root, ast.Name) and root.id in SHOWN)


def _is_open(chosen: Sequence[Statement], scope: dict[str, Any]) -> bool:
    """Tell whether the chosen statements may lack something: a name without a value, or one that code would make."""
    used = set().union(*(statement.needs for statement in chosen))
    return bool(used & ANYTHING) or any(name not in scope and not hasattr(builtins, name) for name in used)


def _run(
    chosen: Sequence[Statement], notebook: Notebook, goes_on: bool = False
) -> tuple[dict[str, Any], list[tuple[Statement, Exception]]]:
    """Run statements in a namespace of their own.

    Returns it, and those that failed with their exceptions. There the run ends, or goes on with the next cell.
    """
    main = ModuleType("__main__")  # as in the notebook itself
    scope = vars(main)
    scope["__builtins__"] = builtins
    kernel = Kernel(scope, notebook.files)
    scope["get_ipython"] = lambda: kernel
    failures: list[tuple[Statement, Exception]] = []

    async def run() -> None:
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        for statement in chosen:
            if failures and (not goes_on or statement.place == failures[-1][0].place):
                continue
            flags |= _flags(statement.node)
            try:
                module = ast.Module([statement.node], [])
                code = compile(module, statement.place, "exec", flags, dont_inherit=True)
                waiting = eval(code, scope)
                if code.co_flags & inspect.CO_COROUTINE:
                    await waiting
            except AnswerNotReady:
                raise  # an answer that this answer needs; its own sentence is the clearest
            except Exception as error:
                failures.append((statement, error))

    with contextlib.redirect_stdout(io.StringIO()), _as_main(main):
        _driven(run(), any(isinstance(part, AWAITING) for each in chosen for part in ast.walk(each.node)))
    return scope, failures


@contextlib.contextmanager
def _as_main(module: ModuleType) -> Iterator[None]:
    """Let a module be the main one, as a notebook's is while its cells run."""
    before = sys.modules["__main__"]
    sys.modules["__main__"] = module
    try:
        yield
    finally:
        sys.modules["__main__"] = before


def _driven(run: Coroutine[Any, Any, None], waits: bool) -> None:
    """Drive a run to its end; one that waits in a thread of its own, since a notebook's event loop is busy here."""
    if not waits:
        with contextlib.suppress(StopIteration):
            run.send(None)
        return
    raised: list[BaseException] = []

    def drive() -> None:
        try:
            asyncio.run(run)
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=drive)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]
