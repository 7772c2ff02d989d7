"""Fetches a function that the student wrote in an earlier notebook, and runs no more of that notebook than it needs."""

from __future__ import annotations
import __future__

import ast
import asyncio
import builtins
import contextlib
import inspect
import io
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from .arguments import described
from .cell_code import Kernel
from .course_folder import notebook_folder
from .definitions import ANYTHING, Statement, needed
from .feedback.observe import late_bound
from .own_modules import importable
from .saved_notebook import AnswerNotReady, Notebook, read_notebook, refuse_stub

SHOWN = {"check", "hint", "print", "display", "help", "plt"}  # what is called for its output alone
AWAITING = (ast.Await, ast.AsyncFor, ast.AsyncWith)

_alone = False  # whether an earlier answer that is not ready may be missing, since it will be handed in


def load_answer(name: str, folder: str | Path | None = None) -> Callable:
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
    folder : str or Path, optional
        Where the notebook lies; by default beside the running one.

    Returns
    -------
    callable
        The student's function.

    Raises
    ------
    TypeError
        One of them is something else.
    AnswerNotReady
        The notebook is missing or damaged, or the function is missing, not done yet, or does not load.
    """
    if not isinstance(name, str):
        raise TypeError(
            f'load_answer needs the name of a function, as in load_answer("sample"); it got {described(name)}.'
        )
    if not isinstance(folder, (str, Path, type(None))):
        raise TypeError(f"folder should be the name of a folder, or be left out; it is {described(folder)}.")
    try:
        return _loaded(name, folder)
    except AnswerNotReady as reason:
        if not _alone:
            raise
        return late_bound(name, _waiting(reason))


def load_alone(name: str, folder: Path) -> Callable:
    """Return a student's function although earlier answers may not be ready: what uses one then says so when called.

    Parameters and errors are those of :func:`load_answer`.
    """
    global _alone
    before, _alone = _alone, True
    try:
        return _loaded(name, folder)
    finally:
        _alone = before


def _waiting(reason: AnswerNotReady) -> Callable:
    """Return a function that says why it is not there, when it is called."""

    def not_ready(*_: Any, **__: Any) -> None:
        raise reason

    return not_ready


def _loaded(name: str, folder: str | Path | None) -> Callable:
    """Return a student's function from its notebook."""
    path = Path(notebook_folder() if folder is None else folder) / f"{name}.ipynb"
    notebook = read_notebook(path, name)
    chosen = needed(name, notebook.found)
    defining = [statement for statement in chosen if name in statement.binds and not statement.demonstration]
    if defining:
        refuse_stub(defining[-1], path, name)
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


def _flags(node: ast.stmt) -> int:
    """Return how ``from __future__ import`` something changes the meaning of all that follows; 0 for all else."""
    if not isinstance(node, ast.ImportFrom) or node.module != "__future__":
        return 0
    features = [getattr(__future__, alias.name, None) for alias in node.names]
    return sum(feature.compiler_flag for feature in features if feature is not None)


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
