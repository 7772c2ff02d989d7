"""`model`: the calls to `optimize` are judged one property at a time; a right result may stand over them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from autograder.exercises import EXERCISES, masters
from autograder.exercises.masters import reference
from autograder.exercises.model.cases import patient
from autograder.exercises.model.mistakes import twist
from tests.support import judging
from utils import initialize_parameters
from utils.feedback.check import examine

EXERCISE = EXERCISES["model"]
verdicts = partial(judging.verdicts, EXERCISE)
passed = partial(judging.passed, EXERCISE)
ALL = {check.name for check in EXERCISE.checks}
TRACE = ALL - {"returned"}


def optimize(*args, **kwargs):
    """Stand where a student's own optimize stands; judging hands in another one."""
    raise AssertionError("the student's own optimize must not be called")


def model_with(step, give=lambda parameters: parameters):
    """Make a training run around the lines that a student writes."""

    def model(data, ix_to_char, char_to_ix, num_iterations=1, n_a=50, dino_names=7, vocab_size=27):
        parameters = initialize_parameters(n_a, vocab_size, vocab_size)
        examples = [line.strip().lower() for line in data.split("\n")]
        np.random.seed(0)
        np.random.shuffle(examples)
        a_prev = np.zeros((n_a, 1))
        for j in range(num_iterations):
            X = [None] + [char_to_ix[letter] for letter in examples[j % len(examples)]]
            a_prev = step(X, [*X[1:], char_to_ix["\n"]], a_prev, parameters)[2]
        return give(parameters)

    return model


STYLES = {
    "by keyword": model_with(lambda X, Y, a, p: optimize(X, Y, a, p, learning_rate=0.01)),
    "all by keyword": model_with(lambda X, Y, a, p: optimize(X=X, Y=Y, a_prev=a, parameters=p, learning_rate=0.01)),
    "by default": model_with(lambda X, Y, a, p: optimize(X, Y, a, p)),
    "tuples": model_with(lambda X, Y, a, p: optimize(tuple(X), tuple(Y), a, p, 0.01)),
    "arrays": model_with(lambda X, Y, a, p: optimize([None, *np.array(X[1:], int)], np.array(Y), a, p, 0.01)),
    "a copy of the state": model_with(lambda X, Y, a, p: optimize(X, Y, a.copy(), p, 0.01)),
    "with the last name": model_with(lambda X, Y, a, p: optimize(X, Y, a, p), lambda p: (p, "Dinosaurus")),
}


@pytest.mark.parametrize("style", STYLES)
def test_honest_styles_earn_everything(style, cases):
    """The learning rate by keyword, position or default; tuples, arrays; the parameters alone or first in a tuple."""
    assert passed(cases, STYLES[style]) == ALL
    assert examine(STYLES[style], "model").passed


def by_hand(step):
    """Make a training run that learns by a step of its own and calls optimize once, for show."""

    def model(*args):
        optimize([None, 1], [1, 0], np.zeros((args[4], 1)), initialize_parameters(args[4], args[6], args[6]))
        return model_with(lambda X, Y, a, p: step(X, Y, a, p, 0.01))(*args)

    return model


@pytest.mark.parametrize("rate", [0.01, 0.02], ids=["right", "wrong"])
def test_a_run_that_never_calls_optimize_earns_nothing_whatever_it_learns(rate, cases):
    """X, Y, state, order and rate are what is handed to optimize: a right end does not give them away."""
    step = reference("optimize")  # an object of its own: nothing is recorded
    inlined = model_with(lambda X, Y, a, p: step(X, Y, a, p, rate))
    for found in (verdicts(cases, inlined), examine(inlined, "model").verdicts):
        assert not any(verdict.passed for verdict in found)
        assert "never called optimize: make X and Y of each name and hand them to" in found[0].message


def test_a_call_for_show_earns_nothing(cases):
    """The result stands over the road where optimize was called at every step, not where it was called once."""
    assert passed(cases, by_hand(reference("optimize"))) <= {"returned"}


def test_calls_with_rubbish_earn_nothing(cases):
    """A learning rate that is right by default is nothing where no call is about a name."""

    def monsters(data, ix_to_char, char_to_ix, num_iterations, n_a, dino_names, vocab_size):
        for _ in range(num_iterations):
            optimize([10**9] * 50, "rubbish", None, {})
        return initialize_parameters(n_a, vocab_size, vocab_size)

    assert passed(cases, monsters) == set()


def test_right_calls_and_another_result_lose_the_points_of_the_result(cases):
    """Whoever calls optimize rightly and returns something else has the trace right, not the result."""
    step = STYLES["by default"]
    assert passed(cases, lambda *args: {k: v + 1 for k, v in step(*args).items()}) == TRACE
    assert passed(cases, lambda *args: print(step(*args))) == TRACE


def test_calls_with_copies_of_the_parameters_are_not_training(cases):
    """The same parameters must go through all steps: a copy a step does not learn."""
    copies = model_with(lambda X, Y, a, p: optimize(X, Y, a, {name: array.copy() for name, array in p.items()}, 0.01))
    assert passed(cases, copies) == TRACE


def test_mistakes_in_one_property_do_not_touch_the_others(cases):
    """Three mistakes at once cost three checks, and each keeps its own sentence."""
    three = twist(
        pair=lambda n: ([n.newline, *n.ix], [*n.ix, n.newline]),
        rate=lambda j, names: 0.1,
        start=lambda a_prev, j, names: np.zeros_like(a_prev),
    )
    found = {verdict.check: verdict for verdict in verdicts(cases, three)}
    assert {name for name, verdict in found.items() if verdict.passed} == {"Y", "order", "returned"}
    assert "should start with None" in found["X"].message
    assert "learning rate is 0.1" in found["rate"].message
    assert "starts from zeros" in found["state"].message


def test_another_name_each_time_costs_the_order_alone(cases):
    """X and Y are judged for the name that they are about."""
    found = passed(cases, twist(index=lambda j, names: (j * j + 1) % names))
    assert found == ALL - {"order"}


def test_the_edge_cases_are_there(cases):
    """One name, one letter, more and fewer steps than names, capitals and spaces, other vocabularies and newlines."""
    names = [case.args[0].split("\n") for case in cases]
    assert any(len(lines) == 1 for lines in names)
    assert any(all(len(line) == 1 for line in lines) for lines in names)
    assert any(case.args[3] > len(lines) and case.args[3] % len(lines) for case, lines in zip(cases, names))
    assert any(case.args[3] < len(lines) for case, lines in zip(cases, names))
    assert any(line != line.strip().lower() for lines in names for line in lines)
    assert any(case.args[2]["\n"] != 0 for case in cases) and len({case.args[6] for case in cases}) > 2
    assert all(line.strip() for lines in names for line in lines)  # no blank line, no newline at the end
    assert all(case.args[4] != 50 and case.args[5] != 7 for case in cases)


def test_the_helper_answers_even_where_the_arguments_do_not_fit():
    """A wrong X is judged by what was passed, not by the exception that it causes inside optimize."""
    helper = patient(reference("optimize"))
    parameters = initialize_parameters(3, 5, 5)
    state = np.ones((3, 1))
    for X, Y in (([None, 9], [1, 0]), ([None], [1, 0]), (["a"], [0]), (None, None), ([0] * 10**4, [0] * 10**4)):
        loss, gradients, a = helper(X, Y, state, parameters, 0.01)
        assert loss == 0.0 and gradients == {} and np.array_equal(a, state)
    assert helper([None, 1], [1, 0], state, parameters, 0.01)[0] > 0
    assert helper([None], [0], "state", None)[0] == 0.0


def test_the_learned_parameters_are_those_of_the_reference(cases):
    """What is wanted in the end is what the reference learns, for the trained to be told from the new."""
    for case in cases:
        learned = reference("model")
        result = EXERCISE.observe(learned, case.args).result
        for name, want in case.final.items():
            assert np.abs(result[name] - want.value).max() <= want.tolerance
            first = initialize_parameters(case.args[4], case.args[6], case.args[6])[name]
            assert np.abs(first - want.value).max() > 1e4 * want.tolerance


def test_a_right_trace_with_another_result_is_not_right(cases):
    """Were every call right and yet the parameters wrong in the end, the check of the result would fail."""
    other = [replace(case, final={k: replace(w, value=w.value + 1) for k, w in case.final.items()}) for case in cases]
    assert passed(other, STYLES["by default"]) == TRACE


def test_another_order_costs_the_order_alone_even_where_other_names_come(cases):
    """A name that the run should not have reached yet is a name of the list all the same."""
    for index in (lambda j, names: (j - 1) % names, lambda j, names: (j + 2) % names, lambda j, names: j * j % names):
        assert passed(cases, twist(index=index)) == ALL - {"order"}


@pytest.mark.parametrize("ending", [lambda n: [-1], lambda n: [100], lambda n: [n.ix[0], n.newline], lambda n: [10]])
def test_a_mistake_at_the_end_of_targets_is_none_of_the_order(ending, cases):
    """X says which name a call is about where Y is no name."""
    assert passed(cases, twist(pair=lambda n: ([None, *n.ix], [*n.ix, *ending(n)]))) == ALL - {"Y"}


def test_inputs_of_one_name_and_targets_of_another_are_no_order(cases):
    """Where X and Y are two names, the call is about neither of them."""

    def mixed(data, ix_to_char, char_to_ix, num_iterations, n_a, dino_names, vocab_size):
        parameters, a_prev = initialize_parameters(n_a, vocab_size, vocab_size), np.zeros((n_a, 1))
        examples = [line.strip().lower() for line in data.split("\n")]
        np.random.seed(0)
        np.random.shuffle(examples)
        for j in range(num_iterations):
            ix, other = ([char_to_ix[c] for c in examples[k % len(examples)]] for k in (j, j + 1))
            a_prev = optimize([None, *ix], [*other, char_to_ix["\n"]], a_prev, parameters)[2]
        return parameters

    assert passed(cases, mixed) == ALL - {"Y", "order"}


@pytest.mark.parametrize("letters", [7, 10, 20, 24])
def test_names_that_are_cut_short_are_found(letters, cases):
    """One name is longer than any dinosaur's."""
    cut = twist(pair=lambda n: ([None, *n.ix[:letters]], [*n.ix[:letters], n.newline]))
    assert passed(cases, cut) == ALL - {"X", "Y"}


def test_too_many_or_too_few_calls_are_counted_first(cases):
    """Not the name of a step is wrong but the number of the steps, and no call is left out of the count."""
    three = [case for case in cases if case.name == "three"]
    half = verdicts(three, twist(steps=lambda iterations, names: range(0, iterations, 2)))
    assert [v.message for v in half if not v.passed] == [
        "In a run over three names: optimize was called 4 times, and num_iterations is 7."
    ]
    often = verdicts([case for case in cases if case.name == "many"], twist(repeats=8))
    assert [(v.check, v.message) for v in often if not v.passed] == [
        ("order", "In a run over many names: optimize was called 136 times, and num_iterations is 17.")
    ]


def test_a_learning_rate_in_an_array_of_one_is_a_number(cases):
    """np.array(0.01) is the right rate, though what is returned may be wrong."""
    for rate in (np.array(0.01), np.array([0.01]), np.float64(0.01)):
        function = model_with(lambda X, Y, a, p, rate=rate: optimize(X, Y, a, p, rate), lambda p: None)
        assert passed(cases, function) == TRACE


@pytest.mark.parametrize(
    "change, words",
    [
        (lambda *args: None, "never called optimize"),
        (
            lambda *args: STYLES["by default"](*args) and 3,
            "should return the dictionary of parameters; yours is an int",
        ),
        (lambda *args: {k[:1]: v for k, v in STYLES["by default"](*args).items()}, 'he key "Wax" is missing'),
        (model_with(lambda X, Y, a, p: optimize(X[1:], Y[1:], np.zeros(a.size), p)), "another shape than"),
        (model_with(lambda X, Y, a, p: optimize(X, Y, p, a, 0.01)), "^a_prev of optimize is a dictionary: the order"),
        (model_with(lambda X, Y, a, p: optimize(X, Y, p, 0.01)), "parameters of optimize is a float: the order of the"),
        (model_with(lambda X, Y, a, p: optimize(X, Y, a, 0.01, p)), "^learning_rate of optimize is a dictionary: the "),
        (model_with(lambda X, Y, a, p: optimize(X, Y, a, p, None)), "^learning_rate of optimize is None; it should be"),
        (model_with(lambda X, Y, a, p: optimize(X, Y, a, p)[::-1]), "on: optimize returns the loss, the gradients and"),
        (model_with(lambda X, Y, a, p: optimize(X, Y, a, p, lr=0.1)), r"TypeError: optimize\(\) got an unexpected key"),
        (model_with(lambda X, Y, a, p: optimize(X, [9.5, *Y], a, p)), r"Y in step j = 0 should be X moved one place"),
    ],
)
def test_an_answer_of_the_wrong_kind_gets_a_sentence_about_that(change, words, cases):
    """Nothing returned, another type, keys, shapes of the state."""
    messages = [verdict.message for verdict in verdicts(cases, change) if not verdict.passed]
    assert any(re.search(words, message) for message in messages), messages


@pytest.mark.parametrize("letters, told", [("name[:1]", True), ("name", False)])
def test_letters_in_place_of_names_are_told_from_characters_in_place_of_indices(letters, told):
    """Only where every step is about one letter is the text said to be taken apart into letters."""
    index = "char_to_ix[letter]" if told else "letter"
    code = masters.solution("model").replace(
        "char_to_ix[letter] for letter in name", f"{index} for letter in {letters}"
    )
    messages = [verdict.message for verdict in examine(masters.define("model", code), "model").verdicts]
    assert any("Every name has one letter only" in message for message in messages) is told
