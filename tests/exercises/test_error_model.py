"""The error model: an answer that does what an edited solution does is told what it does, by both roads alike."""

from __future__ import annotations

import os
import random

import numpy as np
import pytest

from autograder.exercises import EXERCISES, masters
from autograder.exercises.edits import edit, edited
from tests.conftest import SEED
from tests.support.judging import SECRET
from utils.feedback.check import examine
from utils.feedback.fixtures import load


def written(exercise: str, name: str):
    """Return the edited solution as a student would write it, without the portable arithmetic."""
    code = masters.solution(exercise)
    for old, new in next(one for one in EXERCISES[exercise].edits if one.name == name).pieces:
        code = code.replace(old, new, 1)
    return masters.define(exercise, code)


@pytest.mark.parametrize("exercise", masters.names())
@pytest.mark.filterwarnings("ignore")
def test_what_an_edited_solution_does_is_said_by_both_roads(exercise):
    """Another few edits in each run; a mistake that was written down by hand may be told in its place."""
    graded, lesson = EXERCISES[exercise], load(exercise)[0]
    cases = graded.cases(SECRET)
    for mistake in random.Random(os.environ[SEED]).sample(lesson.edits, 4):
        function = written(exercise, mistake.name)
        at_home = examine(function, exercise).verdicts
        with np.errstate(all="ignore"):
            in_grading = graded.verdicts(cases, [graded.observe(function, case.args) for case in cases])
        known = {mistake.sentence, *(one.sentence for one in (*lesson.mistakes, *lesson.edits))}
        assert {verdict.message for verdict in at_home if not verdict.passed} & known, mistake.name
        assert [verdict.passed for verdict in at_home] == [verdict.passed for verdict in in_grading], mistake.name


def test_an_edit_needs_the_piece_that_it_edits():
    """A solution that was rewritten is noticed."""
    with pytest.raises(ValueError, match="the solution has no 'nothing of it'"):
        edited("clip", edit("It does something else.", "nothing of it", "something"))


@pytest.mark.filterwarnings("ignore")
def test_a_loop_without_an_end_is_left():
    """An edit that never ends raises, and is told of nobody."""
    endless = edited("sample", edit("It never ends.", "while idx != newline and counter != 50", "while True"))
    case = next(case for case in load("sample")[1] if not case.chaotic)
    with pytest.raises(RuntimeError, match="no end"):
        endless(*case.args)
