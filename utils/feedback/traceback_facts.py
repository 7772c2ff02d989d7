"""Notes what stood on the student's own line when an exception was raised: names, their shapes, where they came from.

It runs where the student's function runs, and gives plain data alone; what the facts mean is said elsewhere
(:mod:`utils.feedback.exception_advice`).
"""

from __future__ import annotations

import ast
import builtins
import difflib
import keyword
import linecache
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from types import CodeType, FrameType, ModuleType, TracebackType
from typing import Any

import numpy as np

MOST_NAMES, MOST_KEYS, LONGEST_TEXT = 60, 40, 120
NEAR = 0.6  # how like a name must be to the one that is missing
Value = list[Any]  # a kind, and what is worth knowing of it: ["array", [27, 1]], ["dict", ["dWax", ...]], ["int", 4]


@dataclass
class Facts:
    """What is known of the line that raised.

    Attributes
    ----------
    error : str
        The exception's type.
    line : int
        Its number in the cell, 0 where it is not known.
    statement, expression : str
        The statement, and the part of it that raised.
    inside : str
        The function that is not the student's in which it was raised; ``""`` where it was raised on the line itself.
    itself : str
        The line on which the function called itself, ``""`` where it did not.
    values : dict of str to list
        Kind and shape, length, keys or value of every name that the student's line could see.
    origins : dict of str to list of (int, str)
        Each name's assignments in the function: line and statement.
    near : list of str
        Names (or keys, or attributes) that are like the one that is missing.
    """

    error: str = ""
    line: int = 0
    statement: str = ""
    expression: str = ""
    inside: str = ""
    itself: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    origins: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    near: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Return the facts as data that can be sent."""
        data = asdict(self)
        data["origins"] = {name: [list(each) for each in several] for name, several in self.origins.items()}
        return data

    @classmethod
    def believed(cls, data: Any) -> Facts:
        """Read what came from a student's process; whatever is not as :meth:`plain` writes it is left out."""
        facts = cls()
        if not isinstance(data, dict):
            return facts
        for name in ("error", "statement", "expression", "inside", "itself"):
            if isinstance(data.get(name), str):
                setattr(facts, name, _short(data[name]))
        if type(data.get("line")) is int:
            facts.line = data["line"]
        if isinstance(data.get("near"), list):
            facts.near = [_short(word) for word in data["near"][:3] if isinstance(word, str)]
        for name, value in _entries(data.get("values")):
            if _is_value(value):
                facts.values[name] = value
        for name, several in _entries(data.get("origins")):
            if isinstance(several, list):
                facts.origins[name] = [(each[0], _short(each[1])) for each in several[:8] if _is_origin(each)]
        return facts


def facts_of(error: BaseException, scopes: Sequence[Mapping[str, Any]]) -> Facts:
    """Collect the facts of an exception.

    Parameters
    ----------
    error : BaseException
        What was raised.
    scopes : sequence of mapping
        The namespaces of the student's own module, by which the own lines are told from ours.

    Returns
    -------
    Facts
        Empty as far as nothing is known; collecting never raises.
    """
    facts = Facts(type(error).__name__)
    try:
        _collect(facts, error, scopes)
    except Exception:  # a student's object may do anything when it is looked at
        return facts
    return facts


def _collect(facts: Facts, error: BaseException, scopes: Sequence[Mapping[str, Any]]) -> None:
    """Fill in the facts."""
    own = {id(scope) for scope in scopes}
    trace = error.__traceback__
    steps = []
    while trace is not None:
        steps.append(trace)
        trace = trace.tb_next
    mine = [step for step in steps if id(step.tb_frame.f_globals) in own]
    if not mine:
        return
    last = mine[-1]
    facts.line = last.tb_lineno
    deeper = steps[-1] is not last
    visible = _visible(last.tb_frame)
    facts.values = {name: _value(value) for name, value in list(visible.items())[:MOST_NAMES]}
    code = last.tb_frame.f_code
    source = "".join(linecache.getlines(code.co_filename, last.tb_frame.f_globals))
    facts.near = _near(error, visible, last.tb_frame.f_globals, linecache.getline(code.co_filename, last.tb_lineno))
    _repeated(facts, mine, source)
    if not source:
        return
    tree = ast.parse(source)
    function = _enclosing(tree, last.tb_lineno)
    facts.statement = _short(_segment(source, _statement(function, last.tb_lineno)))
    facts.expression = _short(_failing(source, last))
    if deeper and (called := re.match(r"(\w+)\(", facts.expression)):
        facts.inside = called[1]
    for name, statement in _assignments(function):
        facts.origins.setdefault(name, []).append((statement.lineno, _short(_segment(source, statement))))
    mentioned = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    for name in sorted(mentioned - visible.keys()):
        if name in last.tb_frame.f_globals and len(facts.values) < 2 * MOST_NAMES:
            facts.values[name] = _value(last.tb_frame.f_globals[name])


def _repeated(facts: Facts, mine: list[TracebackType], source: str) -> None:
    """Note the line on which a function called itself."""
    seen: dict[CodeType, int] = {}
    for step in mine:
        code = step.tb_frame.f_code
        if code in seen:
            text = source.splitlines()[seen[code] - 1 : seen[code]]
            facts.itself = _short(f"line {seen[code]}" + (f" (`{text[0].strip()}`)" if text else ""))
            return
        if not code.co_name.startswith("<"):
            seen[code] = step.tb_lineno


def _visible(frame: FrameType | None) -> dict[str, Any]:
    """Return the local names of a frame, and of the function around it where it is a comprehension's."""
    found: dict[str, Any] = {}
    while frame is not None:
        found = {name: value for name, value in frame.f_locals.items() if not name.startswith(".")} | found
        if not frame.f_code.co_name.startswith("<") or frame.f_code.co_name == "<module>":
            break
        frame = frame.f_back
    return found


def _value(value: Any) -> Value:
    """Describe a value; only the plain types are looked into."""
    if type(value) is np.ndarray:
        return ["array", list(value.shape)]
    if type(value) is dict:
        return ["dict", [_key(key) for key in list(value)[:MOST_KEYS] if type(key) in (str, int)]]
    if type(value) in (list, tuple):
        return [type(value).__name__, len(value)]
    if type(value) is str:
        return ["str"]
    if isinstance(value, (bool, type(None), ModuleType)):
        return [type(value).__name__]
    if type(value) is int or isinstance(value, np.integer):
        return ["int", int(value)] if abs(int(value)) < 10**9 else ["int"]
    if type(value) is float or isinstance(value, np.floating):
        return ["float"]
    return ["function" if callable(value) and not isinstance(value, type) else type(value).__name__[:20]]


def _key(key: str | int) -> str:
    """Write a key; a newline as its two characters."""
    return str(key)[:9].encode("unicode_escape").decode()[:20]


def _enclosing(tree: ast.Module, line: int) -> ast.AST:
    """Return the innermost function around a line."""
    found: ast.AST = tree
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.lineno <= line <= (node.end_lineno or 0):
            found = node
    return found


def _statement(function: ast.AST, line: int) -> ast.AST | None:
    """Return the smallest statement that stands on a line."""
    there = [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.stmt) and node is not function and node.lineno <= line <= (node.end_lineno or 0)
    ]
    return max(there, key=lambda node: node.lineno, default=None)


def _segment(source: str, node: ast.AST | None) -> str:
    """Return a statement's text on one line; of a loop or a condition only its head."""
    if node is None:
        return ""
    text = ast.get_source_segment(source, node) or ""
    if isinstance(node, (ast.For, ast.While, ast.If, ast.With)):
        text = text.split("\n", 1)[0]
    return " ".join(text.split())


def _failing(source: str, step: TracebackType) -> str:
    """Return the part of a line that raised, as the byte code tells it."""
    positions = list(step.tb_frame.f_code.co_positions())
    line, end, start, stop = positions[step.tb_lasti // 2]
    if None in (line, end, start, stop) or line != end:
        return ""
    return source.splitlines()[line - 1].encode()[start:stop].decode(errors="replace")  # type: ignore[operator]


def _assignments(function: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    """Yield each name that a statement of a function binds, with the statement."""
    for node in ast.walk(function):
        targets: Sequence[ast.expr] = ()
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign, ast.For)):
            targets = [node.target]
        for target in targets:
            for each in ast.walk(target):
                if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                    yield each.id, node  # type: ignore[misc]


def _near(error: BaseException, visible: Mapping[str, Any], module: Mapping[str, Any], line: str) -> list[str]:
    """Return what is like the name or the attribute that is missing; a function only where it is called."""
    if isinstance(error, NameError):
        missing = error.name or "".join(re.findall(r"variable '(\w+)'", str(error))[:1])
        called = bool(re.search(rf"\b{missing}\s*\(", line))
        words = {*visible, *(name for name, value in module.items() if callable(value) == called)}
        words = (words | set(dir(builtins)) if called else words) - {missing}
    elif isinstance(error, AttributeError) and isinstance(error.obj, (ModuleType, np.ndarray, dict, list, str)):
        missing, words = error.name or "", set(dir(error.obj))
    else:
        return []
    words = {word for word in words if not word.startswith("_") and not keyword.iskeyword(word)}
    folded = [word for word in sorted(words) if word.lower() == missing.lower()]
    return folded[:1] or difflib.get_close_matches(missing, sorted(words), 3, NEAR)


def _short(text: str) -> str:
    """Cut a text to what is worth showing, and leave out what cannot be shown."""
    text = "".join(letter for letter in text if letter.isprintable())
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 3] + "..."


def _entries(data: Any) -> list[tuple[str, Any]]:
    """Return the entries of what should be a dictionary of names."""
    if not isinstance(data, dict):
        return []
    found = list(data.items())[: 2 * MOST_NAMES]
    return [(key, value) for key, value in found if isinstance(key, str) and len(key) <= 40 and key.isidentifier()]


def _is_value(value: Any) -> bool:
    """Say whether something is a description that :func:`_value` could have made."""
    if not isinstance(value, list) or not 1 <= len(value) <= 2 or not isinstance(value[0], str):
        return False
    more = value[1] if len(value) == 2 else 0
    inner = more if isinstance(more, list) else [more]
    words = [each for each in [value[0], *inner] if isinstance(each, str)]
    plain = all(len(word) <= 20 and word.isprintable() for word in words)
    return plain and len(inner) <= MOST_KEYS and all(type(each) in (int, str) for each in inner)


def _is_origin(each: Any) -> bool:
    """Say whether something is a line and a statement."""
    return isinstance(each, (list, tuple)) and len(each) == 2 and type(each[0]) is int and isinstance(each[1], str)
