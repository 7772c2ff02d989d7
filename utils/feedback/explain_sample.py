"""Says what the wrong lists of indices have in common: what became of the right one, where it ends, where it leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .cases import Case
from .compare import is_same
from .read import Reading
from .sentences import fact

Lists = Sequence[tuple[Case, list[Any]]]
# What a list that was spoiled after the draws looks like beside the right one, and the sentence for it.
SPOILED: tuple[tuple[Callable[[list[int], list[int]], bool], str], ...] = (
    (lambda came, right: came == right[1:], "Only the first index is missing in the list: return all that was drawn."),
    (lambda came, right: came == right[:-1], "The newline's index is missing at the end of every list."),
    (lambda came, right: came == sorted(right), "The list is sorted; leave it in the order of the draws."),
    (
        lambda came, right: came in (list(dict.fromkeys(right)), list(set(right)), sorted(set(right))),
        "Each index stands in the list only once; append what was drawn each time, even if it is there already.",
    ),
    (lambda came, right: came[::2] == right, "Each index is appended twice; once is right."),
    (
        lambda came, right: came[:-1] == [index + 1 for index in right[:-1]],
        "Each entry is one more than the index that was drawn: append the index itself.",
    ),
    (
        lambda came, right: came[:-1] == [index - 1 for index in right[:-1]],
        "Each entry is one less than the index that was drawn: append the index itself.",
    ),
    (
        lambda came, right: came[:-1] == list(range(len(right) - 1)),
        "The list holds the counter; append the index that was drawn.",
    ),
)


def explain_sample(check: str, asked: Sequence[tuple[Case, Reading]]) -> str | None:
    """Say where the lists go wrong first.

    Parameters
    ----------
    check : str
        The check that failed.
    asked : sequence of (Case, Reading)
        What was asked, and what came.

    Returns
    -------
    str or None
        A sentence that is true of all lists; None where there is nothing to say.
    """
    for _, reading in asked:
        facts = reading["untouched"]
        if isinstance(facts, list) and False in facts:
            return "In some call " + fact("sample", "untouched", facts.index(False))
    lists = [(case, reading["indices"]) for case, reading in asked if "indices" in case.wants]
    if not any(found for _, found in lists):
        return "The list is empty: the loop never runs, or nothing is appended in it."
    if len({repr(found) for _, found in lists}) == 1 and len(lists) > 2:
        return "The list is the same whatever the parameters are."
    for k, (case, found) in enumerate(lists):
        if any(is_same(list(case.args), list(other.args)) and found != again for other, again in lists[:k]):
            return (
                "The same call gives another list the second time: a draw does not follow np.random.seed (Python's "
                "random and np.random.default_rng do not), or something is kept from call to call."
            )
    return _spoiled(lists) or _ended(check, lists) or _left(check, lists)


def _spoiled(lists: Lists) -> str | None:
    """Say so where all draws are right and the list that they went into is not."""
    whole = [(found, list(case.wants["indices"].value)) for case, found in lists if case.wants["indices"].at is None]
    if all(found == right for found, right in whole):
        return None
    return next((sentence for fits, sentence in SPOILED if all(fits(found, right) for found, right in whole)), None)


def _ended(check: str, lists: Lists) -> str | None:
    """Say so where all draws are right and the loop ends too early or too late."""
    if check not in ("feedback", "seeding", "newline", "vocabulary") or not all(
        _agree(found, case.wants["indices"].value) for case, found in lists
    ):
        return None
    early = late = twice = 0
    for case, found in lists:
        want = case.wants["indices"]
        more = found[len(want.value) :] if want.at is None else []
        early += len(found) < len(want.value)
        late += bool(more)
        twice += more == [case.args[1]["\n"]]
    if early and late == twice:
        return "What is drawn is right as far as it goes, but the loop does not go on to a newline or to 50 characters."
    if late and late == twice:
        return "What is drawn is right, but some names end with two newlines: add one after 50 characters only."
    if late and not early:
        return "What is drawn is right, but the loop does not always stop at a newline: it should end with the first."
    if late:
        return (
            "What is drawn is right, but the loop stops at another index than the newline's: it should end with the "
            'first char_to_ix["\\n"], or after 50 characters.'
        )
    return None


def _agree(found: list[Any], right: Sequence[Any]) -> bool:
    """Say whether two lists are the same as far as both go, but for the end of the shorter."""
    length = min(len(found), len(right))
    return found == right or (length > 0 and all(one == other for one, other in zip(found[: length - 1], right)))


def _left(check: str, lists: Lists) -> str | None:
    """Say at which draw the lists leave the right ones, and what that may come from."""
    first = [found[:1] == case.wants["indices"].value[:1] for case, found in lists]
    if check == "distribution" and not all(first):
        return (
            "The very first character is not right: look at what the first step starts from (x and a_prev are zeros), "
            "at b and by, at the softmax, and at the seed of the first draw."
        )
    if check == "feedback" and all(first) and all(type(index) is int for _, found in lists for index in found):
        return (
            "The first character is always right, a later one is not: look at what goes from one step to the next, "
            "the new x (one-hot), the new a_prev, and the seed; if these are right, a, z or y is slightly off "
            "(single precision, float32, is enough for that)."
        )
    return None
