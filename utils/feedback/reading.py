"""What an outcome is taken apart into: named sources, and the sentences for those that are not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .cases import Case
from .compare import Fault, kind_of
from .exception_advice import advice
from .outcome import Problem
from .sentences import Sentences
from .traceback_facts import Facts


class Reading(dict):
    """Named sources of an outcome; ``fault`` stands for all that could not be read."""

    def __init__(self, fault: Fault | None = None) -> None:
        super().__init__()
        self.fault = fault or Fault("missing", "this part of the answer is missing.")

    def __missing__(self, source: str) -> Fault:
        return self.fault


Asked = Sequence[tuple[Case, Reading]]


def problem_fault(sentences: Sentences, problem: Problem, args: Sequence[Any] = ()) -> Fault:
    """Say what went wrong, and what that may come from."""
    sentence = problem.sentence.rstrip(".")
    meaning = ""
    if problem.kind == "raised":
        meaning = advice(sentences, sentence, problem.line, Facts.believed(problem.facts), args)
    if problem.kind == "timeout":
        meaning = sentences.timeout
    return Fault(problem.kind, f"{sentence}." + (f" {meaning}" if meaning else ""), problem.line)


def nothing(function: str, what: str) -> Fault:
    """Say that a function has no result."""
    return Fault("nothing", f"{function} returned nothing; it should end with `return {what}`.")


def arrays(result: Any, names: tuple[str, ...], sentence: str) -> Reading:
    """Read a dictionary of arrays.

    Parameters
    ----------
    result : object
        What should be one.
    names : tuple of str
        Its keys.
    sentence : str
        What should be one, in words, for a result that is something else.

    Returns
    -------
    Reading
        Each array or its Fault, under its key.
    """
    if not isinstance(result, Mapping):
        return Reading(Fault("type", f"{sentence}; yours is {kind_of(result)}."))
    reading = Reading()
    others = [str(key)[:20] for key in result if key not in names and key != "da_next"]
    has = f" (yours has {', '.join(others[:5])})" if others else ""
    for name in names:
        reading[name] = result[name] if name in result else Fault("missing", f'the key "{name}" is missing{has}.')
    return reading
