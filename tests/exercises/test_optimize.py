"""`optimize`: which styles are right, and that each part of the step is judged for itself."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from autograder.exercises import EXERCISES
from autograder.exercises.masters import reference
from autograder.exercises.optimize.mistakes import twist
from tests.support import judging
from utils import rnn_backward, rnn_forward, update_parameters
from utils.feedback.check import examine
from utils.feedback.sentences import GRADIENTS

EXERCISE = EXERCISES["optimize"]
verdicts = partial(judging.verdicts, EXERCISE)
passed = partial(judging.passed, EXERCISE)
FIGURES = json.loads((Path(__file__).parents[2] / "autograder" / "course" / "published.json").read_text())["optimize"]
ALL = {check.name for check in EXERCISE.checks}


def clip(gradients, maxValue):
    """Stand where a student's own clip stands; judging hands in another one."""
    raise AssertionError("the student's own clip must not be called")


def published(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, maxValue=5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]


def in_place_and_ignored(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    clip(gradients, 5.0)
    update_parameters(parameters, gradients, learning_rate)
    return [np.array([loss]), gradients, np.copy(a[len(X) - 1])]


def new_entries(inputs, targets, state, weights, step=1 / 100):
    loss, cache = rnn_forward(inputs, targets, state, weights)
    gradients, a = rnn_backward(inputs, targets, weights, cache)
    gradients = {name: np.clip(gradients[name], -5, 5) for name in GRADIENTS}
    for name in weights:
        weights[name] = weights[name] - step * gradients["d" + name]
    return np.array(loss), gradients, a[len(targets) - 1]


@pytest.mark.parametrize("style", [published, in_place_and_ignored, new_entries])
def test_honest_styles_earn_everything(style, cases):
    """With the clip that is handed in or one's own, in place or by new entries, the loss in an array, other names."""
    assert passed(cases, style) == ALL
    assert examine(style, "optimize").passed


def test_the_published_figures_are_what_is_wanted(cases):
    """The published example is judged by the published figures, within the published tolerance."""
    case = next(case for case in cases if case.name == "published")
    places = {"loss": None, "dWaa[1][2]": 102, "dWya[1][2]": 102, "db[4]": 4, "dby[1]": 1, "a_last[4]": 4}
    for entry, place in places.items():
        want = case.wants[entry.split("[")[0]]
        value = float(want.value) if place is None else want.value[want.at.index(place)]
        printed = FIGURES["printed"][entry]
        assert f"{value:.{len(printed.split('.')[1])}f}" == f"{float(printed):.{len(printed.split('.')[1])}f}"
    want = case.wants["dWax"]
    assert want.value[want.at.index(int(FIGURES["printed"]["argmax(dWax)"]))] == 5.0
    assert all(want.tolerance <= 1e-9 for want in case.wants.values())


def test_the_edge_cases_are_there(cases):
    """One step, one letter, other vocabularies, one unit, gradients beyond 50, nothing to clip, no learning rate."""
    lengths = {len(case.args[0]) for case in cases}
    assert {1, 2} <= lengths and max(lengths) > 50
    assert {7, 27, 40} <= {case.args[3]["by"].size for case in cases}
    assert any(case.args[3]["Waa"].size == 1 for case in cases)
    assert sum(len(case.args) == 4 for case in cases) >= 3
    assert any(case.args[0][0] is not None for case in cases)
    raw = [EXERCISE.observe(published, case.args).calls[0].args[0] for case in cases]
    largest = [max(float(np.abs(arrays[name]).max()) for name in GRADIENTS) for arrays in raw]
    assert max(largest) > 50 and sum(top < 5 for top in largest) >= 5
    assert all(np.abs(case.args[2]).max() > 0 for case in cases)


def test_an_early_mistake_costs_nothing_here(cases):
    """The student's own `clip` is replaced while `optimize` is judged, and is there again afterwards."""
    before = clip
    assert passed(cases, published) == ALL
    assert clip is before
    with pytest.raises(AssertionError):
        clip({}, 5)


@pytest.mark.parametrize("rate", [0.03, 0.2, 0.0123])
def test_any_changed_default_costs_one_check(rate, cases):
    """The default learning rate stands in the signature; a changed one is caught, and what it is instead is said."""
    found = verdicts(cases, twist(default=rate))
    assert [verdict.check for verdict in found if not verdict.passed] == ["default"]
    assert f"the step is that of {rate};" in next(verdict.message for verdict in found if not verdict.passed)


@pytest.mark.parametrize("number", [100, 5, 0.1])
def test_a_wrong_step_is_no_wrong_default(number, cases):
    """Where the step is wrong with any learning rate, nothing is said about the default."""
    found = {v.check: v.message for v in verdicts(cases, twist(rate=lambda rate, X: rate * number)) if not v.passed}
    assert re.search(rf"moved by {float(number)} times|takes (twice|a tenth of) the", found["update"])
    assert found["default"] == found["update"] or f"moved by {float(number)} times" in found["default"]


@pytest.mark.parametrize("over_all", [False, True])
@pytest.mark.parametrize("side, words", [(1, "Entries below -5 are not"), (-1, "Entries above 5 are not")])
def test_clipping_only_after_a_look_at_one_side_loses_that_check(side, words, over_all, cases):
    """One case goes beyond 5 on the upper side alone, another on the lower side alone."""

    def looks(gradients):
        over = {name: (side * gradients[name]).max() > 5 for name in GRADIENTS}
        clips = dict.fromkeys(GRADIENTS, any(over.values())) if over_all else over
        return {name: gradients[name].clip(-5, 5) if clips[name] else gradients[name] for name in GRADIENTS}

    found = {verdict.check: verdict for verdict in verdicts(cases, twist(before=looks))}
    assert [name for name, verdict in found.items() if not verdict.passed] == ["clipped"]
    assert found["clipped"].message.startswith(words)


def test_targets_made_from_the_inputs_fail(cases):
    """In some case X opens a name and Y is not that name with newline 0 behind it."""

    def shifts(X, Y, *more):
        return reference("optimize")(X, [*X[1:], 0] if X[0] is None else Y, *more)

    assert "gradients" not in passed(cases, shifts)


@pytest.mark.parametrize("change", [twist(rate=lambda rate, X: -rate), twist(update=lambda p, g, r: None)])
def test_no_clipping_with_a_wrong_update_is_not_said_to_use_clipped_gradients(change, cases):
    """Two mistakes at once that look like a third one where the update is not looked at."""
    messages = [v.message for v in verdicts(cases, replace(change, before=dict)) if not v.passed]
    assert any("are not clipped" in message for message in messages)
    assert not any("update uses clipped" in message for message in messages)


def test_doubled_gradients_are_no_second_update(cases):
    """The parameters move twice as far as they should, since the gradients that come back are doubled."""

    def doubled(gradients):
        return {name: 2 * gradients[name].clip(-5, 5) for name in GRADIENTS}

    assert not any("updated twice" in verdict.message for verdict in verdicts(cases, twist(before=doubled)))


def test_a_helper_called_with_too_few_arguments_is_named(cases):
    """The line of that call is shown, and the function's own first line is not blamed."""

    def short(X, Y, a_prev, parameters, learning_rate=0.01):
        return rnn_backward(X, Y, parameters)

    message = verdicts(cases, short)[0].message
    assert "The arguments of rnn_backward are, in this order: X, Y, parameters, cache" in message
    assert "first line" not in message


@pytest.mark.parametrize("limit", [2, 7, 20])
def test_any_other_limit_is_found_out(limit, cases):
    """The limit that was kept is read off the gradients that come back."""
    from autograder.exercises.optimize.mistakes import _at

    messages = [verdict.message for verdict in verdicts(cases, twist(before=_at(limit))) if not verdict.passed]
    assert any(f"clipped at {limit}" in message or "not clipped at 5" in message for message in messages), messages


def test_what_was_passed_in_stays_as_it_was(cases):
    """Writing into a_prev or X is caught: model goes on with them."""

    def writes(X, Y, a_prev, parameters, learning_rate=0.01):
        result = reference("optimize")(X, Y, a_prev, parameters, learning_rate)
        a_prev[:] = result[2]
        return result

    messages = [verdict.message for verdict in verdicts(cases, writes) if not verdict.passed]
    assert any("a_prev changed during the call" in message for message in messages)


def test_one_wrong_array_is_named(cases):
    """Only dWaa is wrong: the sentence says so, and that the others are right."""

    def halved(X, Y, a_prev, parameters, learning_rate=0.01):
        loss, gradients, a = reference("optimize")(X, Y, a_prev, parameters, learning_rate)
        return loss, gradients | {"dWaa": gradients["dWaa"] / 2}, a

    found = {verdict.check: verdict for verdict in verdicts(cases, halved)}
    assert found["update"].passed and found["loss"].passed
    assert 'only gradients["dWaa"] is wrong; the other four are right' in found["gradients"].message


@pytest.mark.parametrize(
    "change, words",
    [
        (lambda loss, gradients, a: None, "returned nothing"),
        (lambda loss, gradients, a: (loss, gradients), "three things.*yours is a tuple of 2"),
        (lambda loss, gradients, a: (gradients, loss, a), "second result should be the dictionary of gradients"),
        (lambda loss, gradients, a: (loss, [*gradients.values()], a), "dictionary of gradients; yours is a list"),
        (
            lambda loss, gradients, a: (loss, gradients, a.ravel()),
            r"[tT]he last hidden state should have the shape \(\d+, 1\)",
        ),
        (lambda loss, gradients, a: (None, gradients, a), "The loss is None"),
        (lambda loss, gradients, a: ("1", gradients, a), "The loss should be a number; yours is a string"),
        (lambda loss, gradients, a: (np.nan, gradients, a), "The loss is nan"),
    ],
)
def test_an_answer_of_the_wrong_kind_gets_a_sentence_about_that(change, words, cases):
    """Too few results, another order, another shape or type."""

    def changed(*args):
        return change(*reference("optimize")(*args))

    messages = [verdict.message for verdict in verdicts(cases, changed) if not verdict.passed]
    assert any(re.search(words, message) for message in messages), messages


@pytest.mark.parametrize("least", [5.5, 6, 8])
def test_a_condition_of_its_own_on_the_limit_costs_the_clipping(least, cases):
    """A gradient a little above 5 is clipped too."""

    def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
        loss, cache = rnn_forward(X, Y, a_prev, parameters)
        gradients, a = rnn_backward(X, Y, parameters, cache)
        if max(np.abs(gradient).max() for gradient in gradients.values()) > least:
            gradients = clip(gradients, 5)
        update_parameters(parameters, gradients, learning_rate)
        return loss, gradients, a[len(X) - 1]

    assert passed(cases, optimize) == ALL - {"clipped"}


def test_one_loss_is_not_called_a_multiple_of_the_right_one():
    """Inputs and targets exchanged: where only one call does not raise, its loss is some multiple by chance."""

    def exchanged(X, Y, a_prev, parameters, learning_rate=0.01):
        loss, cache = rnn_forward(Y, X, a_prev, parameters)
        gradients, a = rnn_backward(Y, X, parameters, cache)
        gradients = clip(gradients, 0.5)
        update_parameters(parameters, gradients, learning_rate)
        return loss, gradients, a[len(X) - 1]

    assert not any("times" in verdict.message for verdict in examine(exchanged, "optimize").verdicts)
