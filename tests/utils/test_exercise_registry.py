"""What an exercise says about itself is found by its file, and nothing else has to know of it."""

from __future__ import annotations

import pytest

from autograder.exercises import EXERCISES
from utils.feedback import exercises, fixtures
from utils.feedback.cases import Case
from utils.feedback.exercises.registry import feedback_of, helpers, names, read
from utils.feedback.fixtures import lessons, load
from utils.feedback.outcome import Outcome, Problem

MODULE = """
from utils.feedback.exercise_feedback import ExerciseFeedback
from utils.feedback.reading import Reading
from utils.feedback.sentences import Sentences


def read(case, outcome):
    reading = Reading()
    reading["answer"] = outcome.result["answer"]
    return reading


FEEDBACK = ExerciseFeedback(Sentences(timeout="Is there a loop?"), read)
"""


@pytest.fixture
def added(tmp_path, monkeypatch):
    """A module more, in a folder of its own beside the others."""
    (tmp_path / "fifth.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.setattr(exercises, "__path__", [*exercises.__path__, str(tmp_path)])
    for found in (names, feedback_of):
        found.cache_clear()
    yield Case("one", "one", True, (), {}, (), {})
    for found in (names, feedback_of):
        found.cache_clear()


def test_each_exercise_has_a_module_for_students_and_each_module_an_exercise():
    """The two sides of an exercise are found apart and are the same ones."""
    assert names() == set(EXERCISES)


def test_the_students_side_knows_the_order_in_which_exercises_are_taught():
    """It comes with the visible cases, so that the module need not repeat it."""
    assert lessons() == tuple(EXERCISES)
    assert [load(name)[0].order for name in lessons()] == [EXERCISES[name].lesson.order for name in EXERCISES]


def test_a_helper_always_has_a_stand_in():
    """In a notebook each helper of each visible case can be handed in."""
    for name in lessons():
        lesson, cases = load(name)
        assert all(helpers(lesson, case).keys() == set(lesson.helpers) for case in cases)


def test_a_module_is_found_by_its_file(added):
    """Another exercise needs no other line."""
    assert "fifth" in names()
    assert read("fifth", added, Outcome(result={"answer": 42})) == {"answer": 42}


def test_what_a_module_cannot_read_is_no_plain_answer(added):
    """Nothing that a student can return makes reading raise."""
    for odd in ({}, None, 7, []):
        assert read("fifth", added, Outcome(result=odd)).fault.kind == "unreadable"


def test_an_exercise_says_what_its_timeouts_come_from(added):
    """Its own sentence follows the common one."""
    fault = read("fifth", added, Outcome(problem=Problem("timeout", "It took too long."))).fault
    assert fault.sentence == "It took too long. Is there a loop?"


def test_an_unknown_name_says_which_there_are():
    """A typing error is answered with the right names."""
    with pytest.raises(ValueError, match=r"no exercise is called 'clap'.*clip"):
        feedback_of("clap")


def test_an_exercise_that_was_not_built_yet_is_told_from_a_name_that_is_none(monkeypatch):
    """The first needs `autograder build`, the second another name; neither is taken for the other."""
    built = [name for name in names() if name != "clip"]
    monkeypatch.setattr(fixtures, "_built", lambda: built)
    with pytest.raises(FileNotFoundError, match=r"clip\.json is missing; `autograder build` makes it"):
        fixtures.load.__wrapped__("clip")
    with pytest.raises(ValueError, match="no exercise is called 'clap'"):
        fixtures.load.__wrapped__("clap")
