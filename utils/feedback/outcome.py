"""What one call of a student's function did, as plain data: the only thing that is ever judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Problem:
    """Why a call gave no result.

    Attributes
    ----------
    kind : str
        ``"raised"``, ``"not done"`` (``NotImplementedError``), ``"missing"`` (no such function),
        ``"timeout"``, ``"died"`` (the process ended), ``"unreadable"`` (the answer was not plain data)
        or ``"too much"`` (more output, memory or time than allowed).
    sentence : str
        The problem in one sentence, for the student.
    line : str
        The student's own line where an exception was raised, ``""`` where there is none.
    facts : dict
        What stood on that line, as :meth:`utils.feedback.traceback_facts.Facts.plain` writes it.
    """

    kind: str
    sentence: str
    line: str = ""
    facts: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass
class Call:
    """One call that the student's function made to a helper the judge handed in (``clip`` for ``optimize``, say).

    Attributes
    ----------
    name : str
        The helper's name.
    args, kwargs : list, dict
        What it was given, as it was before the call.
    result : object
        What it returned.
    left_args, left_kwargs : list, dict
        The same arguments as the helper left them: ``update_parameters`` and ``optimize`` work in place.
    """

    name: str
    args: list[Any]
    kwargs: dict[str, Any]
    result: Any = None
    left_args: list[Any] = field(default_factory=list)
    left_kwargs: dict[str, Any] = field(default_factory=dict)


@dataclass
class Outcome:
    """All that a call did: what it returned, what it left in its arguments, whom it called, what went wrong."""

    result: Any = None
    arguments: list[Any] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    problem: Problem | None = None
