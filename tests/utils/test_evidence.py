"""What was judged stays judged: an exception costs what it concerns, and what nothing shows is not ticked."""

from __future__ import annotations

import pytest

from autograder.exercises import EXERCISES, masters
from benchmarks.fairness.banks import cell
from tests.support import judging
from utils.feedback.check import examine
from utils.feedback.evidence import checks_lost, share_of_cases
from utils.feedback.exercises.registry import read
from utils.feedback.fixtures import load
from utils.feedback.recognise import is_alike, recorded

NAME = "name = examples[j % len(examples)]\n"
PAIR = 'X = [None] + [char_to_ix[letter] for letter in name]\nY = X[1:] + [char_to_ix["\\n"]]\n'
STEP = "curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, 0.01)\n"
NOT_JUDGED = "Not judged before this is mended: your function raised "


def both_roads(exercise: str, code: str) -> list[list]:
    """Return the verdicts of the notebook and of the grader on some lines."""
    answer = cell(exercise, code)
    home = list(examine(masters.define(exercise, answer), exercise).verdicts)
    function = masters.define(exercise, answer)
    return [home, judging.verdicts(EXERCISES[exercise], judging.cases(exercise), function)]


def failed(verdicts: list) -> dict[str, str]:
    """Return the messages of the checks that failed."""
    return {verdict.check: verdict.message for verdict in verdicts if not verdict.passed}


@pytest.mark.parametrize(
    "lines",
    [
        NAME
        + PAIR
        + STEP.replace("curr_loss, gradients, a_prev", "results")
        + "curr_loss, gradients, a_prev, more = results",
        NAME + PAIR + STEP.replace("gradients", "parameters"),
    ],
    ids=["four names for three results", "the gradients called parameters"],
)
def test_what_came_before_an_exception_stays_judged(lines):
    """X, Y and the rate of the step that was taken are right; what only later steps show is not judged."""
    for verdicts in both_roads("model", lines):
        told = failed(verdicts)
        assert list(told) == ["state", "order", "returned"]
        assert all(message.startswith(NOT_JUDGED) for message in told.values())


def test_one_call_without_an_argument_keeps_what_it_was_given():
    """The names handed over are right, and nothing else is known."""
    for verdicts in both_roads("model", NAME + PAIR + STEP.replace("parameters, 0.01", "")):
        assert list(failed(verdicts)) == ["state", "order", "rate", "returned"]


def test_a_division_by_zero_with_one_name_costs_the_order_alone():
    """A modulus that is one too small divides by zero where there is one name; all else is right."""
    for verdicts in both_roads("model", NAME.replace("len(examples)", "(len(examples) - 1)") + PAIR + STEP):
        assert list(failed(verdicts)) == ["order"]


def test_an_answer_that_runs_now_and_then_proves_nothing():
    """It raises wherever there are not more names than four: what the one long list shows is too little."""
    for verdicts in both_roads("model", "name = examples[4]\n" + PAIR + STEP):
        assert not any(verdict.passed for verdict in verdicts)


@pytest.mark.parametrize(
    "pair",
    [
        'X = [None, [char_to_ix[letter] for letter in name]]\nY = X[1:] + [char_to_ix["\\n"]]\n',
        PAIR + "X, Y = X[2:], Y[1:-1]\n",
        'X = [None, name]\nY = [name, "\\n"]\n',
        "X = [char_to_ix[letter] for letter in name]\nY = X[1:]\n",
    ],
    ids=["nested", "shortened", "spelled", "both ends missing"],
)
def test_x_and_y_that_are_recognisably_the_name_keep_order_and_rate(pair):
    """One slip in X and Y is charged as X and Y."""
    for verdicts in both_roads("model", NAME + pair + STEP):
        assert list(failed(verdicts)) == ["X", "Y"]


def test_x_and_y_without_any_letter_say_nothing_of_the_order():
    """What nothing shows is not ticked, and is told so."""
    for verdicts in both_roads("model", NAME + 'X, Y = [None], [char_to_ix["\\n"]]\n' + STEP):
        told = failed(verdicts)
        assert list(told) == ["X", "Y", "order", "rate"]
        assert "nothing shows which name a step trains on" in told["order"]


def test_another_exception_than_a_mistakes_own_is_not_that_mistake():
    """A word that is looked up as a letter is a KeyError; an index that runs past the end is an IndexError."""
    lines = NAME + 'X = [None, char_to_ix[name]]\nY = X[1:] + [char_to_ix["\\n"]]\n' + STEP
    for verdicts in both_roads("model", lines):
        assert not any("past the end" in verdict.message for verdict in verdicts)
        assert any("KeyError" in verdict.message for verdict in verdicts)


def test_every_known_mistake_that_raises_has_a_pattern_that_its_exceptions_fit():
    """Without one, any exception would be taken for it."""
    for name in masters.names():
        lesson, cases = load(name)
        for mistake in lesson.mistakes:
            raising = [case for case in cases if case.mistakes.get(mistake.name, {}) is None]
            assert mistake.raises or not raising, mistake.name
            function = next(one.function for one in EXERCISES[name].variants if one.name == mistake.name)
            for case in raising:
                reading = read(name, case, EXERCISES[name].observe(function, case.args))
                assert is_alike(name, mistake, case, reading, recorded), mistake.name


def test_an_exception_is_never_without_a_price():
    """Where all else is right, the checks that look at the case lose; elsewhere only what most cases do not show."""
    _, cases = load("clip")
    readings = [EXERCISES["clip"]._runner(masters.reference("clip"), {})(case) for case in cases]
    unseen = {"above": [type("Found", (), {"case": cases[0]})()], "limit": []}
    assert share_of_cases("above", cases, unseen["above"]) < 0.5
    assert checks_lost({"above": [], "limit": []}, unseen, cases, readings, None) == {"above"}
    assert checks_lost({"above": [], "limit": ["wrong"]}, unseen, cases, readings, None) == set()
