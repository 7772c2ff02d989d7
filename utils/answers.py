"""Fetches a function that the student wrote in an earlier notebook, and runs no more of that notebook than it needs."""

from __future__ import annotations
import __future__

import ast
import json
import linecache
import symtable
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .feedback.observe import late_bound

TIMERS = ("%%time", "%%timeit", "%%capture")  # cell magics whose cell is ordinary Python below the first line


class AnswerNotReady(NotImplementedError):
    """An earlier answer cannot be used yet; the message says which, why, and what to do."""

    def _render_traceback_(self) -> list[str]:
        """Show the sentence alone in a notebook: the way through this module would only distract."""
        return [str(self)]


@dataclass
class Statement:
    """One statement at the top level of a cell: what it defines, what it needs, and where it stands."""

    node: ast.stmt
    binds: set[str]
    needs: set[str]
    place: str
    lent: bool = False


def load_answer(name: str, folder: str | Path = ".") -> Callable:
    """Return the function ``name`` that the student wrote in ``name.ipynb``.

    The function is looked for in the notebook's code cells. Only the statements that define it, and those that define
    what it uses (imports, helper functions, constants), are run, in the order of the notebook; where a name is
    defined twice the later one counts, as when the notebook is run from the top. Checks, prints and figures are not
    run; a cell that only demonstrates lends what nothing else in the notebook defines.

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
    found = [each for place, code, lent in _cells(path, name) for each in _read(code, place, path, name, lent)]
    own = set().union(*(statement.binds for statement in found if not statement.lent))
    found = [statement for statement in found if not (statement.lent and statement.binds & own)]
    defining = [statement for statement in found if name in statement.binds and not statement.lent]
    if not defining:
        raise AnswerNotReady(
            f"{path.name} has no function called {name}. Its answer cell should begin with `def {name}(`; "
            f"write it, save the notebook, and run this cell again."
        )
    if _is_stub(defining[-1].node):
        raise AnswerNotReady(
            f"{name} is not done yet: {path.name} still says `raise NotImplementedError()`. "
            f"Finish {path.name} first, save it, and run this cell again."
        )
    return late_bound(name, _run(_needed(name, found), name, path))


def _cells(path: Path, name: str) -> Iterator[tuple[str, str, bool]]:
    """Yield a label and the Python source of each code cell, and whether it only demonstrates."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
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
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise AnswerNotReady(f"{path.name} has no cells. Open it in Jupyter and save it, then run this cell again.")
    for number, cell in enumerate(cells, start=1):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            yield f"{path.name}, cell {number}", _python(cell.get("source", "")), _demonstrates(cell)


def _demonstrates(cell: dict) -> bool:
    """Tell whether a cell is one of the course's figures or long runs."""
    metadata = cell.get("metadata")
    ours = metadata.get("dinosaur_island") if isinstance(metadata, dict) else None
    return isinstance(ours, dict) and ours.get("demonstration") is True


def _python(source: object) -> str:
    """Return a cell's source as plain Python: magics become calls, which are never run here."""
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    first, _, rest = text.lstrip().partition("\n")
    if first.split(" ")[0] in TIMERS:
        text = rest
    if "%" in text or "!" in text or "?" in text:
        from IPython.core.inputtransformer2 import TransformerManager  # only a notebook with magics needs it

        text = TransformerManager().transform_cell(text)
    return text


def statements(code: str, place: str, lent: bool = False) -> list[Statement]:
    """Split Python into the statements at its top level.

    Parameters
    ----------
    code : str
        What a cell holds, as plain Python.
    place : str
        Where it stands, for tracebacks.
    lent : bool
        Whether the cell only demonstrates.

    Returns
    -------
    list of Statement

    Raises
    ------
    SyntaxError, ValueError
        The text is not Python.

    Examples
    --------
    >>> [(sorted(each.binds), sorted(each.needs)) for each in statements("a = b + 1", "a cell")]
    [(['a'], ['b'])]
    """
    return [Statement(node, *_names(node), place, lent) for node in ast.parse(code).body]


def _read(code: str, place: str, path: Path, name: str, lent: bool) -> list[Statement]:
    """Return a cell's statements; a cell that is not Python is passed over unless it should hold the answer."""
    try:
        found = statements(code, place, lent)
    except (SyntaxError, ValueError) as error:
        if f"def {name}(" not in code:
            return []
        raise AnswerNotReady(
            f"{name} in {path.name} is not valid Python ({error}). "
            f"Open {path.name}, mend the cell, save, and run this cell again."
        ) from None
    linecache.cache[place] = (len(code), None, code.splitlines(keepends=True), place)  # tracebacks show the line
    return found


def _names(node: ast.stmt) -> tuple[set[str], set[str]]:
    """Return the global names that a statement defines and those that it needs, also later when it is called."""
    table = symtable.symtable(ast.unparse(node), "<cell>", "exec")
    binds = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    for part in ast.walk(node):
        if isinstance(part, (ast.Subscript, ast.Attribute)) and isinstance(part.ctx, ast.Store):
            base = part.value
            while isinstance(base, (ast.Subscript, ast.Attribute)):
                base = base.value
            if isinstance(base, ast.Name) and not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                binds.add(base.id)  # TABLE["a"] = 1 is a part of TABLE's definition
    return binds, _needs(table)


def _needs(table: symtable.SymbolTable) -> set[str]:
    """Return the global names that a scope and the scopes inside it refer to."""
    top = table.get_type() == "module"
    used = [symbol for symbol in table.get_symbols() if symbol.is_referenced()]
    names = {symbol.get_name() for symbol in used if top or symbol.is_global()}
    for child in table.get_children():
        names |= _needs(child)
    return names


def _needed(name: str, found: list[Statement]) -> list[Statement]:
    """Return the statements that define ``name`` and, in turn, all that they need, in the notebook's order."""
    wanted: set[str] = {name}
    before: set[str] = set()
    while wanted != before:
        before = set(wanted)
        for statement in found:
            if statement.binds & wanted:
                wanted |= statement.needs
    return [
        statement
        for statement in found
        if statement.binds & wanted or _is_star(statement.node) or _flags(statement.node)
    ]


def _is_star(node: ast.stmt) -> bool:
    """Tell whether a statement is ``from somewhere import *``, which may define anything."""
    return isinstance(node, ast.ImportFrom) and node.names[0].name == "*"


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


def _run(needed: list[Statement], name: str, path: Path) -> Callable:
    """Run the statements in a namespace of their own and return the function called ``name``."""
    scope: dict = {"__name__": "__main__"}  # as in the notebook itself
    flags = 0
    for statement in needed:
        flags |= _flags(statement.node)
        try:
            exec(compile(ast.Module([statement.node], []), statement.place, "exec", flags, dont_inherit=True), scope)
        except AnswerNotReady:
            raise  # an answer that this answer needs; its own sentence is the clearest
        except Exception as error:
            raise AnswerNotReady(
                f"{name} in {path.name} does not load: {type(error).__name__}: {error} (in {statement.place}, line "
                f"{statement.node.lineno}). Open {path.name}, run it from the top, save it, and run this cell again."
            ) from None
    answer = scope.get(name)
    if not callable(answer):
        kind = type(answer).__name__
        raise AnswerNotReady(f"{name} in {path.name} is of type {kind}, not a function. Define it with `def {name}(`.")
    return answer
