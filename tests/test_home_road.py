"""The student's own road: right answers are loaded from their notebook and checked there, as the grader's banks are."""

from __future__ import annotations

import json

import pytest

from autograder import banks, master
from utils.answers import load_answer
from utils.feedback.check import examine

OWN = "def {name}(*args, **kwargs):\n    raise AssertionError('the student\\'s own {name} must not be called')"


def loaded(folder, exercise, code):
    """Return the function of an answer that stands in a notebook, behind earlier answers that nobody should call."""
    earlier = [OWN.format(name=name) for name in master.NAMES[: master.NAMES.index(exercise)]]
    cells = ["import numpy as np\nfrom utils import *", *earlier, code]
    nodes = [{"cell_type": "code", "metadata": {}, "source": source} for source in cells]
    text = json.dumps({"cells": nodes, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (folder / f"{exercise}.ipynb").write_text(text, encoding="utf-8")
    return load_answer(exercise, folder)


@pytest.mark.parametrize("exercise", master.NAMES)
@pytest.mark.filterwarnings("ignore")  # answers may warn
def test_check_refuses_no_right_answer_of_the_banks(exercise, tmp_path):
    """Judged by recorded data and with stand-ins for earlier answers, each earns what it earns in grading: all."""
    refused = {}
    for answer in banks.read(exercise, "right"):
        report = examine(loaded(tmp_path, exercise, answer.code), exercise)
        if not report.passed:
            refused[answer.name] = str(report)
    assert not refused
