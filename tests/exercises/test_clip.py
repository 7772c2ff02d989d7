"""`clip`: which styles are right, what each check is about, and that a share of it earns a share."""

from __future__ import annotations

import copy
import json
import re
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from autograder.exercises import EXERCISES
from tests.support import judging
from utils.feedback.check import examine
from utils.feedback.sentences import GRADIENTS

EXERCISE = EXERCISES["clip"]
verdicts = partial(judging.verdicts, EXERCISE)
passed = partial(judging.passed, EXERCISE)
FIGURES = json.loads((Path(__file__).parents[2] / "autograder" / "course" / "published.json").read_text())["clip"]


ALL = {check.name for check in EXERCISE.checks}


def in_place(gradients, maxValue):
    for array in gradients.values():
        np.clip(array, -maxValue, maxValue, out=array)
    return gradients


def deep_copy(gradients, limit):
    return in_place(copy.deepcopy(gradients), limit)


def new_dict(gradients, maxValue):
    return {name: np.minimum(np.maximum(gradients[name], -maxValue), maxValue) for name in GRADIENTS}


def by_size(gradients, maxValue):
    return {name: np.sign(array) * np.minimum(np.abs(array), maxValue) for name, array in gradients.items()}


def by_distance(gradients, maxValue):
    return {k: (np.abs(g + maxValue) - np.abs(g - maxValue)) / 2 for k, g in gradients.items()}


def fortran(gradients, maxValue):
    return {k: np.asfortranarray(np.clip(g, -maxValue, maxValue)) for k, g in gradients.items()}


@pytest.mark.parametrize("style", [in_place, deep_copy, new_dict, by_size, by_distance, fortran])
def test_honest_styles_earn_everything(style, cases):
    """In place or not, extra keys kept or dropped, any formula of the same meaning."""
    assert passed(cases, style) == ALL


def test_the_published_figures_are_what_is_wanted(cases):
    """The published example is judged by the published figures."""
    case = next(case for case in cases if case.name == "published")
    wants = {name: want.value for name, want in case.wants.items()}
    assert case.args[1] == FIGURES["maxValue"]
    for entry, printed in FIGURES["printed"].items():
        name, *places = entry.replace("]", "").split("[")
        value = wants[name][tuple(int(place) for place in places)]
        assert abs(float(np.squeeze(value)) - float(printed)) < 1e-8


def test_the_edge_cases_are_there(cases):
    """A limit of 0, nothing to clip, everything to clip, integers and decimals, a sixth array, another order."""
    limits = [case.args[1] for case in cases]
    assert 0 in limits and any(isinstance(limit, float) and limit % 1 for limit in limits)
    assert any(isinstance(limit, int) and limit > 0 for limit in limits)
    sizes = [[np.abs(array) for array in case.args[0].values()] for case in cases]
    assert any(all((size < limit).all() for size in arrays) for arrays, limit in zip(sizes, limits))
    assert any(all((size > limit).all() for size in arrays) and limit > 0 for arrays, limit in zip(sizes, limits))
    assert any(len(case.args[0]) == 6 for case in cases)
    assert any(next(iter(case.args[0])) == "dby" for case in cases)


def test_an_answer_in_float32_is_told_so(cases):
    """Lost digits are no right answer, and the sentence says where they went."""

    def narrow(gradients, maxValue):
        return {name: np.clip(array, -maxValue, maxValue).astype("float32") for name, array in gradients.items()}

    outcomes = [EXERCISE.observe(narrow, case.args) for case in cases]
    verdicts = {verdict.check: verdict for verdict in EXERCISE.verdicts(cases, outcomes)}
    assert not verdicts["inside"].passed and "float32" in verdicts["inside"].message


@pytest.mark.parametrize(
    "change, words",
    [
        (lambda g, m: None, "returned nothing"),
        (lambda g, m: list(in_place(g, m).values()), "dictionary of gradients; yours is a list"),
        (lambda g, m: {k: v.ravel() for k, v in in_place(g, m).items()}, "shape"),
        (lambda g, m: {k: v.tolist() for k, v in in_place(g, m).items()}, "should be an array; yours is a list"),
        (
            lambda g, m: {k.replace("dby", "dbb"): v for k, v in in_place(g, m).items()},
            'key "dby" is missing .yours has dbb',
        ),
        (lambda g, m: {k: v * np.nan for k, v in g.items()}, "nan, not a finite number"),
        (lambda g: in_place(g, 10), "positional argument"),
        (lambda g, m: [np.clip(name, -m, m) for name in g], "keys"),
    ],
)
def test_an_answer_of_the_wrong_kind_gets_a_sentence_about_that(change, words, cases):
    """Nothing returned, another type, shape or key, NaN: the nearest useful thing is said."""
    outcomes = [EXERCISE.observe(change, case.args) for case in cases]
    messages = [verdict.message for verdict in EXERCISE.verdicts(cases, outcomes) if not verdict.passed]
    assert any(re.search(words, message) for message in messages), messages


def test_a_look_at_the_squares_loses_where_the_limit_is_below_one(cases):
    """The sum of squares is compared with the limit itself: that is enough for limits of 1 and more only."""

    def squares(gradients, maxValue):
        return {k: np.clip(v, -maxValue, maxValue) if np.sum(v**2) > maxValue else v for k, v in gradients.items()}

    assert passed(cases, squares) == ALL - {"limit"}


@pytest.mark.parametrize("reached", [np.s_[:-1], np.s_[:, :1]])
def test_entries_that_were_never_reached_are_pointed_at(reached, cases):
    """A row or a column left out: the sentence names it, or an entry of it, and no other limit is made up."""

    def partly(gradients, maxValue):
        for array in gradients.values():
            array[reached] = np.clip(array[reached], -maxValue, maxValue)
        return gradients

    outcomes = [EXERCISE.observe(partly, case.args) for case in cases]
    messages = [verdict.message for verdict in EXERCISE.verdicts(cases, outcomes) if not verdict.passed]
    named = r"(The last row|Only the first column) of each array|Some entries .* not touched, e\.g\. gradients"
    assert messages and all(re.match(named, message) for message in messages)
    assert not any("limit in effect" in message for message in messages)


def test_two_mistakes_at_once_leave_the_rest(cases):
    """The lower side and one array forgotten: what is above and inside still counts, where it is right."""

    def half(gradients, maxValue):
        return {k: np.minimum(v, maxValue) if k != "dby" else v for k, v in gradients.items()}

    assert passed(cases, half) == {"inside"}


@pytest.mark.parametrize("factor, words", [(0.5, "half of maxValue"), (2, "twice maxValue"), (3, "3.0 times maxValue")])
def test_a_limit_of_the_students_own_is_found_out(factor, words, cases):
    """No list of mistakes is needed to see which limit was kept."""
    outcomes = [EXERCISE.observe(lambda g, m: in_place(g, factor * m), case.args) for case in cases]
    messages = {verdict.message for verdict in EXERCISE.verdicts(cases, outcomes)}
    assert any(words in message for message in messages), messages


def test_what_only_some_entries_show_is_not_said_of_all():
    """Zero for minus the limit, and one array left alone: only that one comes back as it was, only negatives are 0."""

    def both(gradients, maxValue):
        return {k: np.clip(v, 0, maxValue) if k != "dby" else v for k, v in gradients.items()}

    told = {verdict.check: verdict.message for verdict in examine(both, "clip").verdicts}
    assert told["above"] == "Entries above the limit should become the limit; some of yours come back as they were."
    assert told["inside"] == "Entries within the limits should stay as they are; some of yours become 0."
