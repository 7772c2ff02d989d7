"""Calls a student's function and writes down all that it did: used in the notebook and, unchanged, by the grader."""

from __future__ import annotations

import copy
import functools
import inspect
import linecache
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import numpy as np

from .numpy_rules import as_newest, in_newest_words, said_by
from .outcome import Call, Outcome, Problem
from .own_clip import of_its_kind
from .packages import absent
from .stub import LEFT_OVER, stub_state_of
from .traceback_facts import facts_of

SEED = 20171209  # set before every call, so that a forgotten seed gives the same wrong answer every time
DEEPEST = 20  # decorators around a function
LONGEST = 300  # characters of an exception's message that are worth a reader's time
MOST, LARGEST = 100, 10**5  # entries of a list or dictionary, and of an array, that a right answer may have
NOT_DONE = dict.fromkeys(("", "not done"), "This exercise is not done yet: it still raises NotImplementedError.")
NOT_DONE["left over"] = f"This exercise is not done yet: {LEFT_OVER}. Delete that line."

_standing_in: dict[str, Callable] = {}  # the helpers of the call that is being observed


def observe(
    function: Any,
    args: Sequence[Any],
    helpers: Mapping[str, Callable] | None = None,
    call: Callable[[Callable, list[Any]], Any] | None = None,
) -> Outcome:
    """Call a function on copies of the arguments and report what came of it.

    Parameters
    ----------
    function : callable
        The student's function. Anything else is reported as missing.
    args : sequence
        Plain data, passed by position; copied first, so the caller's stay as they are.
    helpers : mapping of str to callable, optional
        Functions to hand in under these names in the function's own module for the length of the call. Every call
        to them is recorded.
    call : callable, optional
        Makes the call, given the function and the arguments; by default it is just made.

    Returns
    -------
    Outcome
        The result, the arguments as the function left them, the calls it made, and the problem if it raised.

    Raises
    ------
    KeyboardInterrupt
        The reader pressed stop. Beside what `call` raises for its own sake, only this passes through.
    """
    outcome = Outcome(arguments=copy.deepcopy(list(args)))
    if not callable(function):
        outcome.problem = Problem("missing", f"This is not a function but {_an(type(function).__name__)}.")
        return outcome
    helpers = dict(helpers or {})
    if "clip" in helpers:
        own = next((scope["clip"] for scope in scopes_of(function) if "clip" in scope), None)
        helpers["clip"] = of_its_kind(helpers["clip"], getattr(own, "own", own))
    spies = {name: _spy(name, helper, outcome.calls) for name, helper in helpers.items()}
    state = np.random.get_state()
    np.random.seed(SEED)
    try:
        with _handed_in(function, spies), as_newest():
            outcome.result = _kept(call(function, outcome.arguments) if call else function(*outcome.arguments))
    except (Exception, SystemExit) as error:
        outcome.problem = describe(error, function)
    finally:
        np.random.set_state(state)
    return outcome


def _kept(value: Any, depth: int = 3) -> Any:
    """Copy an answer's lists, dictionaries and arrays: the student's next call may reuse them.

    What is larger than a right answer stays as it is, and so does all but the plain types: no code of the student's
    runs here.
    """
    if type(value) is np.ndarray and value.size <= LARGEST:
        return value.copy()
    if depth == 0 or type(value) not in (dict, list, tuple) or len(value) > MOST:
        return value
    if type(value) is not dict:
        return type(value)(_kept(entry, depth - 1) for entry in value)
    if any(type(key) is not str for key in value):
        return value
    return {key: _kept(entry, depth - 1) for key, entry in value.items()}


def describe(error: BaseException, function: Callable) -> Problem:
    """Say in one sentence what an exception was, with the last line of the student's own that led to it.

    Parameters
    ----------
    error : BaseException
        What the function raised.
    function : callable
        The function, by whose module the student's own lines are told from ours.

    Returns
    -------
    Problem
        Of the kind ``"not done"`` for ``NotImplementedError``, ``"raised"`` otherwise.
    """
    said = said_by(error)[:LONGEST]
    line = _own_line(error.__traceback__, function)
    if isinstance(error, NotImplementedError):
        return Problem("not done", said or NOT_DONE[stub_state_of(function)], line)
    if missing := absent(error):
        return Problem("raised", missing, line)
    name, said = in_newest_words(error, said)
    facts = facts_of(error, scopes_of(function)).plain()
    return Problem("raised", f"Your function raised {name}" + (f": {said}" if said else "."), line, facts)


def _an(name: str) -> str:
    """Put the right article in front of a type's name."""
    return f"an {name}" if name[:1].lower() in "aeiou" else f"a {name}"


def _own_line(trace: TracebackType | None, function: Callable) -> str:
    """Return the deepest line of the traceback that stands in the student's own module."""
    own = [id(scope) for scope in scopes_of(function)]
    found = ""
    while trace is not None:
        frame = trace.tb_frame
        if id(frame.f_globals) in own:
            text = linecache.getline(frame.f_code.co_filename, trace.tb_lineno, frame.f_globals).strip()
            found = f"line {trace.tb_lineno}: {text}" if text else f"line {trace.tb_lineno}"
        trace = trace.tb_next
    return found


def scopes_of(function: Any) -> list[dict[str, Any]]:
    """Return the modules' namespaces in which a function looks names up, a decorator's and a partial's included."""
    scopes: list[dict[str, Any]] = []
    while function is not None and len(scopes) < DEEPEST:
        if isinstance(function, functools.partial):
            function = function.func
            continue
        code = function if inspect.isroutine(function) else vars(type(function)).get("__call__")
        scope = getattr(code, "__globals__", None)
        if isinstance(scope, dict):
            scopes.append(scope)
        function = getattr(function, "__wrapped__", None)
    return scopes


def late_bound(name: str, own: Callable) -> Callable:
    """Return a function that steps aside for the helper of that name while a call is observed.

    ``limit = clip`` or ``def optimize(..., clip=clip)`` keeps the function that was loaded, so a helper under the name
    ``clip`` would come too late: nothing would be recorded, and an early mistake would be counted twice.

    Parameters
    ----------
    name : str
        What the function is called.
    own : callable
        The student's own.

    Returns
    -------
    callable
        Does what `own` does, or what the helper does.
    """

    @functools.wraps(own)
    def function(*args: Any, **kwargs: Any) -> Any:
        return _standing_in.get(name, own)(*args, **kwargs)

    function.__name__ = name  # it may have been a lambda, or an object
    function.own = own  # type: ignore[attr-defined]
    return function


@contextmanager
def _handed_in(function: Callable, helpers: Mapping[str, Callable]) -> Iterator[None]:
    """Put the helpers where the function looks for them, and take them away again afterwards.

    A second name of what a helper stands for (``step = optimize``) gets the helper as well.
    """
    before = []
    for scope in scopes_of(function):
        given = dict(helpers)
        for name in helpers.keys() & scope.keys():
            given |= {other: helpers[name] for other, value in scope.items() if value is scope[name]}
        before.append((scope, given.keys(), {name: scope[name] for name in given if name in scope}))
        scope.update(given)
    _standing_in.update(helpers)
    try:
        yield
    finally:
        _standing_in.clear()
        for scope, names, old in reversed(before):
            for name in names - old.keys():
                scope.pop(name, None)
            scope.update(old)


def _spy(name: str, helper: Callable, calls: list[Call]) -> Callable:
    """Wrap a helper so that each call to it is written down before and after."""

    def spy(*args: Any, **kwargs: Any) -> Any:
        call = Call(name, copy.deepcopy(list(args)), copy.deepcopy(kwargs))
        calls.append(call)
        result = helper(*args, **kwargs)
        call.result = copy.deepcopy(result)
        call.left_args, call.left_kwargs = copy.deepcopy(list(args)), copy.deepcopy(kwargs)
        return result

    return spy
