"""Goes on with a cell behind a statement that failed for this machine's sake, and remembers what it should have bound.

In Jupyter a statement that raises ends its cell. Here it does too, unless the student's machine may well have run it:
a package, file, window, network or person that is not here. Such a statement is skipped, but never as if it had
worked: the names that it would have bound have no value afterwards, and a function that uses one is told why.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from types import ModuleType, TracebackType

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell

from utils.definitions import statements
from utils.feedback.packages import NOT_THERE, absent

ELSEWHERE = (ImportError, OSError, subprocess.SubprocessError, UsageError)  # for want of something on this machine
DRAWING = ("matplotlib", "mpl_toolkits", "IPython")  # what fails inside these is a figure or a magic, no answer
ASKING = f"{__package__}.shell"  # nobody is there to type something in
STAR = "*"  # stands for the unknown names of `from package import *`
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
UNDEFINED = re.compile(r"NameError: name '(\w+)' is not defined")


class Resume:
    """Runs the rest of cells that stopped, one statement after another.

    Parameters
    ----------
    shell : InteractiveShell
        Where the cells run.

    Attributes
    ----------
    lost : dict of str to str
        Names without a value, and the statement and exception that are the reason.
    """

    def __init__(self, shell: InteractiveShell) -> None:
        self.shell = shell
        self.lost: dict[str, str] = {}
        self._left: list[ast.stmt] = []
        self._file = ""

    def after(self, source: str, error: BaseException | None) -> bool:
        """Prepare to go on behind the statement that stopped a cell.

        Parameters
        ----------
        source : str
            The cell.
        error : BaseException or None
            What stopped it.

        Returns
        -------
        bool
            Whether it was this machine's fault, so that the rest is to be run by `step`.
        """
        self._left = []
        self._file, *place = _place(self.shell, error)
        if error is None or not place[0] or not self.excuses(error):
            return False
        body = ast.parse(self.shell.transform_cell(source)).body
        at = [index for index, node in enumerate(body) if _begins(node) <= tuple(place)]
        if not at:
            return False
        self._left = body[at[-1] + 1 :]
        self._lose(body[at[-1]], error, place[0])
        return True

    def step(self) -> bool:
        """Run the next statement; return whether it is worth coming again.

        Raises
        ------
        BaseException
            What the statement raised. The rest is given up where any machine would have raised it.
        """
        if not self._left:
            return False
        node = self._left.pop(0)
        code = self.shell.compile(ast.Module([node], []), self._file, "exec")  # type: ignore[arg-type]
        try:
            with self.shell.builtin_trap, self.shell.display_trap:
                exec(code, self.shell.user_global_ns)
        except BaseException as error:
            if self.excuses(error):
                self._lose(node, error, _place(self.shell, error)[1])
            else:
                self._left = []
            raise
        return True

    def excuses(self, error: BaseException) -> bool:
        """Tell whether the student's machine may have done without this exception."""
        if isinstance(error, ELSEWHERE):
            return True
        if isinstance(error, NameError) and not isinstance(error, UnboundLocalError):
            return error.name in self.lost or STAR in self.lost
        if isinstance(error, AttributeError) and isinstance(error.obj, ModuleType):
            return True  # another version has it
        inside = _innermost(error)
        if isinstance(error, KeyError) and inside == "os":
            return True  # a variable of the environment
        return inside == ASKING or inside.partition(".")[0] in DRAWING

    def reason_for(self, sentence: str) -> str:
        """Return why a name has no value, for a function that failed for want of it; ``""`` for all else.

        Parameters
        ----------
        sentence : str
            What the function raised, as `utils.feedback.observe.describe` says it.
        """
        found = UNDEFINED.search(sentence)
        name = found[1] if found else ""
        reason = self.lost.get(name) or self.lost.get(STAR, "")
        if not found or NOT_THERE in reason:
            return reason if found else ""
        return f"Your function uses {name}, which has no value here: {reason}" if reason else ""

    def _lose(self, node: ast.stmt, error: BaseException, line: int) -> None:
        """Unbind the names that a failed statement should have bound, so that no older value stands in for it."""
        names = _unbound(node, line)
        if isinstance(node, ast.Import) and len(node.names) > 1:
            at = _which(node, error)
            names, others = {_bound(node.names[at])}, node.names[at + 1 :]
            if others:
                self._left.insert(0, ast.copy_location(ast.Import(others), node))
        said = self.lost.get(getattr(error, "name", None) or "") if isinstance(error, NameError) else ""
        said = (
            said
            or absent(error)
            or f"`{ast.unparse(_shortest(node))[:80]}` failed here with {type(error).__name__}: {error}"
        )
        for name in names:
            self.shell.user_ns.pop(name, None)
            self.lost[name] = " ".join(said.split())[:300]


def _place(shell: InteractiveShell, error: BaseException | None) -> tuple[str, int, int]:
    """Return file, line and column of the cell at which an exception came up; line 0 where it is not the cell's."""
    trace: TracebackType | None = error.__traceback__ if isinstance(error, Exception) else None
    while trace is not None:
        code = trace.tb_frame.f_code
        if trace.tb_frame.f_globals is shell.user_global_ns:
            positions = list(code.co_positions())[trace.tb_lasti // 2]
            return code.co_filename, trace.tb_lineno, positions[2] or 0
        trace = trace.tb_next
    return "", 0, 0


def _innermost(error: BaseException) -> str:
    """Return the name of the module that raised an exception."""
    trace, name = error.__traceback__, ""
    while trace is not None:
        name, trace = trace.tb_frame.f_globals.get("__name__", ""), trace.tb_next
    return name if isinstance(name, str) else ""


def _begins(node: ast.stmt) -> tuple[int, int]:
    """Return the line and column at which a statement begins, its decorators included."""
    return min((part.lineno, part.col_offset) for part in (node, *getattr(node, "decorator_list", [])))


def _unbound(node: ast.stmt, line: int) -> set[str]:
    """Return the names that a statement which failed at a line did not bind any more.

    A name that the statement was only to change (``clip = njit(clip)``) keeps what it has.
    """
    parts = [node] if isinstance(node, DEFINITIONS) else [*_behind(node, line)]
    names: set[str] = set()
    for part in parts:
        (found,) = statements(ast.unparse(part), "")
        names |= found.binds if isinstance(part, DEFINITIONS) else found.binds - found.needs
        if isinstance(part, ast.ImportFrom) and part.names[0].name == "*":
            names.add(STAR)
    return names


def _behind(node: ast.stmt, line: int) -> Iterator[ast.stmt]:
    """Yield a statement, or of a block's statements those that end at a line or behind it."""
    body = getattr(node, "body", None)
    if not body or line < body[0].lineno:
        yield node
        return
    for block in ("body", "handlers", "orelse", "finalbody"):
        for child in getattr(node, block, []):
            for part in child.body if isinstance(child, ast.ExceptHandler) else [child]:
                if (part.end_lineno or 0) >= line:
                    yield from [part] if isinstance(part, DEFINITIONS) else _behind(part, line)


def _which(node: ast.Import, error: BaseException) -> int:
    """Return which of several imports of one statement failed."""
    missing = (getattr(error, "name", None) or "").partition(".")[0]
    return next((at for at, alias in enumerate(node.names) if alias.name.partition(".")[0] == missing), 0)


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _shortest(node: ast.stmt) -> ast.stmt:
    """Return a statement without its body, for a sentence."""
    if isinstance(node, DEFINITIONS) and node.decorator_list:
        return ast.Expr(node.decorator_list[0])
    return node
