"""The student's own road: right answers are loaded from their notebook and checked there, as the grader's banks are."""

from __future__ import annotations

import json

import pytest

from autograder.exercises import EXERCISES, masters
from benchmarks.fairness import banks
from tests.support import judging
from utils.answers import load_answer
from utils.feedback.check import examine

OWN = "def {name}(*args, **kwargs):\n    raise AssertionError('the student\\'s own {name} must not be called')"


def loaded(folder, exercise, code):
    """Return the function of an answer that stands in a notebook, behind earlier answers that nobody should call."""
    earlier = [OWN.format(name=name) for name in masters.names()[: masters.names().index(exercise)]]
    cells = ["import numpy as np\nfrom utils import *", *earlier, code]
    nodes = [{"cell_type": "code", "metadata": {}, "source": source} for source in cells]
    text = json.dumps({"cells": nodes, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (folder / f"{exercise}.ipynb").write_text(text, encoding="utf-8")
    return load_answer(exercise, folder)


@pytest.mark.parametrize("exercise", masters.names())
@pytest.mark.filterwarnings("ignore")  # answers may warn
def test_check_refuses_no_right_answer_of_the_banks(exercise, tmp_path):
    """Judged by recorded data and with stand-ins for earlier answers, each earns what it earns in grading: all."""
    refused = {}
    for answer in banks.read(exercise, "right"):
        report = examine(loaded(tmp_path, exercise, answer.code), exercise)
        if not report.passed:
            refused[answer.name] = str(report)
    assert not refused


UNPACKED = """def clip(gradients, maxValue):
    dWax, dWaa, dWya, db, dby = gradients.values()
    for gradient in (dWax, dWaa, dWya, db, dby):
        np.clip(gradient, -maxValue, maxValue, out=gradient)
    return gradients
"""
ORDERED = """def clip(gradients, maxValue):
    clipped = [np.clip(gradient, -maxValue, maxValue) for gradient in gradients.values()]
    return dict(zip(("dWax", "dWaa", "dWya", "db", "dby"), clipped))
"""
SINGLE = """def sample(parameters, char_to_ix, seed):
    Wax, Waa, Wya, b, by = [parameters[name].astype({0}) for name in ("Wax", "Waa", "Wya", "b", "by")]
    x, a, indices = np.zeros((len(by), 1), {1}), np.zeros((len(b), 1), {1}), []
    while len(indices) < 50 and indices[-1:] != [char_to_ix["\\n"]]:
        a = np.tanh(Wax @ x + Waa @ a + b)
        y = np.exp(Wya @ a + by)
        np.random.seed(seed + 2 * len(indices))
        indices.append(int(np.random.choice(len(by), p=(y / y.sum()).ravel())))
        x = np.zeros((len(by), 1), {1})
        x[indices[-1]] = 1
    return indices + [char_to_ix["\\n"]] * (len(indices) == 50)
"""
OPTIMIZE = """def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, {0}, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip({1}, 5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
"""
AGREED = {
    "five arrays unpacked": ("clip", UNPACKED),
    "names in the usual order": ("clip", ORDERED),
    "weights in single precision": ("sample", SINGLE.format("np.float32", "float")),
    "all in single precision": ("sample", SINGLE.format("np.float32", "np.float32")),
    "all in double precision": ("sample", SINGLE.format("float", "float")),
    "a state in single precision": ("optimize", OPTIMIZE.format("a_prev.astype(np.float32)", "gradients")),
    "gradients in single precision": (
        "optimize",
        OPTIMIZE.format("a_prev", "{key: array.astype(np.float32) for key, array in gradients.items()}"),
    ),
}


@pytest.mark.parametrize("label", AGREED)
def test_check_gives_the_points_that_grading_gives(label, tmp_path):
    """What only some of the hidden cases would show, a visible one shows."""
    exercise, code = AGREED[label]
    function = loaded(tmp_path, exercise, code)
    asked = EXERCISES[exercise]
    cases = judging.cases(exercise)
    at_home = [verdict.passed for verdict in examine(function, exercise).verdicts]
    graded = asked.verdicts(cases, [asked.observe(function, case.args) for case in cases])
    assert at_home == [verdict.passed for verdict in graded]
    assert all(at_home) == (label == "all in double precision")
