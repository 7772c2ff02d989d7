"""Takes an outcome apart into named sources, one reader an exercise: what came back, what was changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .cases import Case
from .compare import Fault, as_list, is_same, kind_of
from .exception_advice import advice
from .outcome import Outcome, Problem
from .sentences import GRADIENTS, PARAMETERS

ODD = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class Reading(dict):
    """Named sources of an outcome; ``fault`` stands for all that could not be read."""

    def __init__(self, fault: Fault | None = None) -> None:
        super().__init__()
        self.fault = fault or Fault("missing", "this part of the answer is missing.")

    def __missing__(self, source: str) -> Fault:
        return self.fault


def read(exercise: str, case: Case, outcome: Outcome | None) -> Reading:
    """Take one outcome apart.

    Parameters
    ----------
    exercise : str
        ``"clip"``, ``"sample"``, ``"optimize"`` or ``"model"``.
    case : Case
        The case that was asked.
    outcome : Outcome or None
        What came; None where nothing did.

    Returns
    -------
    Reading
        A mapping from source to value or Fault. Nothing that a student can return makes it raise.
    """
    if outcome is None:
        return Reading(Fault("unanswered", "this case was not answered."))
    if outcome.problem is not None:
        return Reading(_problem(exercise, outcome.problem))
    from .read_model import read_model  # here: it needs this module

    readers: dict[str, Callable[[Case, Outcome], Reading]] = {
        "clip": _read_clip,
        "sample": _read_sample,
        "optimize": _read_optimize,
        "model": read_model,
    }
    try:
        return readers[exercise](case, outcome)
    except ODD:
        return Reading(Fault("unreadable", "the answer is not made of plain numbers, lists and arrays."))


def _problem(exercise: str, problem: Problem) -> Fault:
    """Say what went wrong, on which line, and what that may come from."""
    sentence = problem.sentence.rstrip(".")
    where = f" ({problem.line})" if problem.line else ""
    meaning = advice(exercise, sentence, problem.line) if problem.kind == "raised" else ""
    if problem.kind == "timeout" and exercise == "sample":
        meaning = "Does the loop stop after 50 characters, and does the counter go up?"
    return Fault(problem.kind, f"{sentence}{where}." + (f" {meaning}" if meaning else ""))


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


def _read_clip(case: Case, outcome: Outcome) -> Reading:
    """Sources: the five arrays."""
    if outcome.result is None:
        return Reading(nothing("clip", "gradients"))
    return arrays(outcome.result, GRADIENTS, "clip should return the dictionary of gradients")


def _read_sample(case: Case, outcome: Outcome) -> Reading:
    """Sources: the indices, how the list ends, and whether the parameters stayed as they were."""
    if outcome.result is None:
        return Reading(nothing("sample", "indices"))
    entries = as_list("indices", outcome.result)
    fault = entries if isinstance(entries, Fault) else _odd_entry(entries, outcome.result)
    if fault is not None or isinstance(entries, Fault):
        return Reading(fault)
    newline = case.args[1]["\n"]
    inside = [place for place, entry in enumerate(entries[:-1]) if entry == newline]
    ends = bool(entries) and entries[-1] == newline
    reading = Reading()
    reading["indices"] = entries
    # A newline that is the fiftieth character may have the one of the cap behind it.
    reading["ending"] = [ends and (not inside or (inside == [49] and len(entries) == 51))]
    reading["capped"] = ["early" if _early(case, entries, ends) else ends and not inside and len(entries) == 51]
    parameters, letters, *_ = [*outcome.arguments, None, None]
    reading["untouched"] = [is_same(parameters, case.args[0]), _is_same_dictionary(letters, case.args[1])]
    return reading


def _is_same_dictionary(now: Any, before: Mapping[str, int]) -> bool:
    """Say whether a dictionary has neither lost nor gained nor changed an entry."""
    return isinstance(now, Mapping) and len(now) == len(before) and is_same(now, before)


def _early(case: Case, entries: list[Any], ends: bool) -> bool:
    """Say whether other characters than the right ones came to a newline of their own, before any cap could show."""
    want = case.wants.get("indices")
    if want is None or want.at is not None or not ends or len(entries) > 50:
        return False
    drawn = entries[:-1]
    return drawn != list(want.value)[: len(drawn)]


def _odd_entry(entries: list[Any], result: Any) -> Fault | None:
    """Find the first entry that is no index."""
    for place, entry in enumerate(entries):
        if isinstance(entry, bool) or not isinstance(entry, int):
            more = "; take the number out of it" if isinstance(entry, list) and len(entry) == 1 else ""
            more = "; the list holds indices, not characters" if isinstance(entry, str) else more
            return Fault("entry", f"indices[{place}] should be an integer; yours is {kind_of(result[place])}{more}.")
    return None


def _read_optimize(case: Case, outcome: Outcome) -> Reading:
    """Sources: the loss, the five gradients, the last state, and what the call left in its arguments."""
    result = outcome.result
    if result is None:
        return Reading(nothing("optimize", "loss, gradients, a[len(X)-1]"))
    if not isinstance(result, (tuple, list)) or len(result) != 3:
        count = f" of {len(result)}" if isinstance(result, (tuple, list)) else ""
        what = "optimize should return three things, the loss, the gradients and the last hidden state"
        return Reading(Fault("type", f"{what}; yours is {kind_of(result)}{count}."))
    reading = Reading()
    gradients = arrays(result[1], GRADIENTS, "the second result should be the dictionary of gradients")
    reading.update((name, gradients[name]) for name in GRADIENTS)
    reading["loss"], reading["a_last"] = result[0], result[2]
    X, Y, a_prev, parameters, *_ = [*outcome.arguments, None, None, None, None]
    left = arrays(parameters, PARAMETERS, "parameters should stay a dictionary")
    reading.update((name, left[name]) for name in PARAMETERS)
    reading["untouched"] = [is_same(now, before) for now, before in zip((X, Y, a_prev), case.args)]
    return reading
