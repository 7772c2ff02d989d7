"""`sample`: how its list is read, and what the wrong lists have in common.

What became of the right one, where it ends, where it leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..cases import Case, Want
from ..compare import Fault, as_list, is_same, kind_of
from ..exercise_feedback import ExerciseFeedback, is_fact
from ..outcome import Outcome
from ..reading import Reading, nothing
from ..sentences import UNTOUCHED, Sentences

BEGINNING = 30  # indices: well before any cap
ARRAYS = ("x", "a", "a_prev", "a_next", "z", "y", "Wax", "Waa", "Wya", "b", "by")
SENTENCES = Sentences(
    exercise="sample",
    kinds={
        **dict.fromkeys(ARRAYS, "array"),
        **dict.fromkeys(("parameters", "char_to_ix"), "dict"),
        **dict.fromkeys(("idx", "counter"), "int"),
        "indices": "list",
    },
    foreign={"ix_to_char": "sample has no such argument: the list that it returns holds the indices themselves."},
    facts={
        "ending": "a newline should end the list, as its last entry, the first time it is drawn.",
        "capped": "after 50 characters without a newline the loop should end and the newline's index be added: "
        "51 entries.",
        "untouched": UNTOUCHED,
    },
    told={
        ("capped", "early"): "the list ends with a newline before the fiftieth character, so nothing shows that the "
        "loop stops there: mend what is drawn first.",
    },
    places={"untouched": ("the dictionary parameters", "the dictionary char_to_ix")},
    closed={"indices": "{} is not the index that should be drawn"},
    advice=(
        (
            r"only integers",
            "An index is a whole number: let np.random.choice choose from range(vocab_size), not from letters or from "
            "y.",
        ),
    ),
    timeout="Does the loop stop after 50 characters, and does the counter go up?",
)
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


def read(case: Case, outcome: Outcome) -> Reading:
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


def explain(check: str, asked: Sequence[tuple[Case, Reading]]) -> str | None:
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
            return "In some call " + SENTENCES.fact("untouched", facts.index(False))
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
    """Say whether two lists are the same as far as both go, but for the end of the shorter if that is not its first."""
    length = min(len(found), len(right))
    return found == right or (
        length > 0 and all(one == other for one, other in zip(found[: max(1, length - 1)], right))
    )


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


def begins_alike(came: Any, theirs: Any, want: Want) -> tuple[bool, bool]:
    """Compare the first part of two lists of indices, whose ends may have a mistake of their own.

    Returns whether they are alike there, and whether that part shows the mistake.
    """
    if is_fact(want):
        return True, False
    if not isinstance(came, list) or not isinstance(theirs, list) or len(came) + 1 < min(len(theirs), BEGINNING):
        return False, False
    length = min(len(came), len(theirs), BEGINNING)
    return came[:length] == theirs[:length], theirs[:length] != want.value[:length]


# A loop that does not end where it should does so whatever the newline's index is.
FEEDBACK = ExerciseFeedback(SENTENCES, read, explain, presupposes={"vocabulary": "newline"}, begins_alike=begins_alike)
