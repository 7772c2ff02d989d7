"""Right answers by roads of their own, which the notebook's check takes as the grader does; wrong ones fail on them."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.exercises.masters import reference
from utils import (
    initialize_parameters,
    print_sample,
    rnn_backward,
    rnn_forward,
    update_parameters,
)
from utils.feedback.check import examine

NAMES = ("Wax", "Waa", "Wya", "b", "by")
KEPT: dict = {}
DRAWN: list = []


def optimize_with(limited):
    """Make an `optimize` of one's own way to clip; `clip` is found where the function that is made finds it."""

    def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
        loss, cache = rnn_forward(X, Y, a_prev, parameters)
        gradients, a = rnn_backward(X, Y, parameters, cache)
        gradients = limited(gradients)
        update_parameters(parameters, gradients, learning_rate)
        return loss, gradients, a[len(X) - 1]

    return optimize


def clip(gradients, maxValue):
    """Stand where the check puts a `clip` of its own."""
    raise AssertionError("not replaced")


def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    """Stand where the check puts an `optimize` of its own."""
    raise AssertionError("not replaced")


def sample(parameters, char_to_ix, seed):
    """Stand where the check puts a `sample` of its own."""
    raise AssertionError("not replaced")


def one_by_one(gradients):
    """Clip each array in a dictionary of its own."""
    return {key: clip({key: array}, 5)[key] for key, array in gradients.items()}


def under_another_key(gradients):
    """Clip each array under a key that says nothing."""
    return {key: clip({"this": array}, 5)["this"] for key, array in gradients.items()}


def in_two_parts(gradients):
    """Clip the weights and the biases apart."""
    weights = {key: gradients[key] for key in ("dWax", "dWaa", "dWya")}
    biases = {key: gradients[key] for key in ("db", "dby")}
    return {**clip(weights, 5), **clip(biases, 5)}


def weights_alone(gradients):
    """Forget the biases: wrong."""
    weights = {key: gradients[key] for key in ("dWax", "dWaa", "dWya")}
    return {**gradients, **clip(weights, 5)}


def other_limit(gradients):
    """Clip at 10, array by array: wrong."""
    return {key: clip({key: array}, 10)[key] for key, array in gradients.items()}


def asserted(gradients):
    """Hold the clipped gradients against the limit."""
    gradients = clip(gradients, 5)
    assert max(np.abs(gradients["d" + name]).max() for name in NAMES) <= 5
    return gradients


@pytest.mark.parametrize("limited", [one_by_one, under_another_key, in_two_parts, asserted])
def test_gradients_may_be_clipped_in_parts_and_be_held_against_the_limit(limited):
    """The stand-in for `clip` knows each recorded array alone, and leaves no entry above the limit."""
    report = examine(optimize_with(limited), "optimize")
    assert report.passed, str(report)


@pytest.mark.parametrize("limited", [weights_alone, other_limit])
def test_gradients_that_are_clipped_wrongly_in_parts_are_told(limited):
    """What is left out, and another limit, lose the check of clipping and no other."""
    report = examine(optimize_with(limited), "optimize")
    assert [verdict.check for verdict in report.verdicts if not verdict.passed] == ["clipped"]


def model_with(step):
    """Make a `model` around one's own step of training."""

    def model(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27):
        examples = [line.strip().lower() for line in data.strip().split("\n")]
        np.random.seed(0)
        np.random.shuffle(examples)
        parameters = initialize_parameters(n_a, vocab_size, vocab_size)
        a_prev = np.zeros((n_a, 1))
        for j in range(num_iterations):
            X = [None] + [char_to_ix[letter] for letter in examples[j % len(examples)]]
            a_prev = step(X, [*X[1:], char_to_ix["\n"]], a_prev, parameters)
            print_sample(sample(parameters, char_to_ix, j), ix_to_char)
        return parameters

    return model


def inline(X, Y, a_prev, parameters, rate=0.01):
    """Train without `optimize`."""
    _, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    update_parameters(parameters, reference("clip")(gradients, 5), rate)
    return a[len(X) - 1]


def follows_the_update(X, Y, a_prev, parameters):
    """Hold what `optimize` did against the gradients that it returned."""
    before = {name: parameters[name].copy() for name in NAMES}
    _, gradients, a_prev = optimize(X, Y, a_prev, parameters, 0.01)
    for name in NAMES:
        assert np.allclose(parameters[name], before[name] - 0.01 * gradients["d" + name])
    return a_prev


def test_training_may_check_what_optimize_did():
    """The gradients that the stand-in returns are those of its update."""
    report = examine(model_with(follows_the_update), "model")
    assert report.passed, str(report)


@pytest.mark.parametrize("rate", [0.01, 0.02], ids=["right", "wrong"])
def test_training_without_optimize_is_told_to_call_it(rate):
    """The exercise is what is handed to `optimize`; a step written out by hand hands over nothing."""
    report = examine(model_with(lambda *args: inline(*args, rate=rate)), "model")
    assert not any(verdict.passed for verdict in report.verdicts)
    assert "never called optimize: make X and Y of each name" in report.verdicts[0].message


step = optimize  # a second name, as in a student's own cell


def test_a_second_name_of_optimize_is_seen():
    """`step = optimize` in a cell above is a call of optimize all the same."""
    report = examine(model_with(lambda X, Y, a, p: step(X, Y, a, p)[2]), "model")
    assert report.passed, str(report)
    assert step is optimize


def reuses_a_dictionary(gradients, maxValue):
    """Answer with the same dictionary every time."""
    KEPT.clear()
    KEPT.update(reference("clip")(gradients, maxValue))
    return KEPT


def reuses_a_list(parameters, char_to_ix, seed):
    """Answer with the same list every time."""
    DRAWN.clear()
    DRAWN.extend(reference("sample")(parameters, char_to_ix, seed))
    return DRAWN


@pytest.mark.parametrize("function, name", [(reuses_a_dictionary, "clip"), (reuses_a_list, "sample")])
def test_an_answer_may_be_the_same_object_every_time(function, name):
    """What a call returned is kept as it was then, whatever the next call makes of it."""
    report = examine(function, name)
    assert report.passed, str(report)
