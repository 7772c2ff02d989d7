"""nbgrader's gradebook: what is written is what nbgrader reads, a person's marks stay, and nothing stale does."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader import api

from autograder.exercises import EXERCISES
from autograder.records.gradebook import Gradebook, Mark
from autograder.submission.roster import ASSIGNMENT
from tests.support.gradebooks import FULL, NAMES, POINTS, rows, score_in_nbgrader


def test_nbgrader_reads_the_scores_that_were_written(url: str) -> None:
    """Score, possible score, time and comment, through nbgrader's own interface."""
    handed_in = datetime(2026, 11, 22, 2, 38)
    with Gradebook(url) as gradebook:
        gradebook.record("ada", FULL | {"clip": Mark(3, "Only the upper bound is kept.")}, handed_in)
    with api.Gradebook(url, course_id=ASSIGNMENT) as nbgrader:
        submission = nbgrader.find_submission(ASSIGNMENT, "ada")
        assert submission.score == POINTS - EXERCISES["clip"].points + 3
        assert submission.max_score == POINTS
        assert submission.timestamp == handed_in
        assert submission.needs_manual_grade is False
        comment = nbgrader.find_comment("clip", "clip", ASSIGNMENT, "ada")
        assert comment.comment == "Only the upper bound is kept."
        grade = nbgrader.find_grade("clip_check", "clip", ASSIGNMENT, "ada")
        assert (grade.auto_score, grade.max_score) == (3, EXERCISES["clip"].points)


def test_regrading_replaces_every_mark_and_a_missing_exercise_scores_nothing(url: str) -> None:
    """No mark of an earlier run is left, whatever became of the exercise in this one."""
    with Gradebook(url) as gradebook:
        gradebook.record("ada", FULL)
        gradebook.record("ada", {"clip": Mark(2)})
    assert score_in_nbgrader(url, "ada") == 2
    assert rows(url)[0].scores == dict.fromkeys(NAMES, 0.0) | {"clip": 2.0}


def test_recording_twice_changes_nothing(url: str, tmp_path: Path) -> None:
    """A run that goes on after a kill writes again what had arrived."""
    with Gradebook(url) as gradebook:
        gradebook.record("ada", FULL)
    before = dump(tmp_path)
    with Gradebook(url) as gradebook:
        gradebook.record("ada", FULL)
    assert dump(tmp_path) == before


def dump(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "gradebook.db") as database:
        lines = list(database.iterdump())
    database.close()
    return lines


def by_hand(url: str, **values: object) -> None:
    """Do what formgrader does when a person marks ada's `clip`."""
    with api.Gradebook(url, course_id=ASSIGNMENT) as nbgrader:
        grade = nbgrader.find_grade("clip_check", "clip", ASSIGNMENT, "ada")
        for name, value in values.items():
            setattr(grade, name, value)
        nbgrader.find_comment("clip", "clip", ASSIGNMENT, "ada").manual_comment = "See me."
        nbgrader.db.commit()


def test_marks_given_by_hand_stay(url: str) -> None:
    """Manual score, comment and extra credit outlive a regrading."""
    with Gradebook(url) as gradebook:
        gradebook.record("ada", FULL)
    by_hand(url, manual_score=4.5, extra_credit=1.0)
    with Gradebook(url) as gradebook:
        gradebook.record("ada", {"clip": Mark(0, "No.")})
    assert score_in_nbgrader(url, "ada") == 5.5
    assert rows(url)[0].scores["clip"] == 5.5
    with api.Gradebook(url, course_id=ASSIGNMENT) as nbgrader:
        assert nbgrader.find_comment("clip", "clip", ASSIGNMENT, "ada").comment == "See me."


def test_a_person_is_asked_to_look_again_only_where_the_automatic_mark_changed(url: str) -> None:
    """The flag rises with the change, stays while the same marks are written again, and needs a person's mark."""
    with Gradebook(url) as gradebook:
        gradebook.record("ada", FULL)
        gradebook.record("bob", FULL)
    by_hand(url, manual_score=4.5, needs_manual_grade=False)
    flags = []
    for marks in (FULL, {"clip": Mark(0)}, {"clip": Mark(0)}):
        with Gradebook(url) as gradebook:
            gradebook.record("ada", marks)
            gradebook.record("bob", marks)
        with api.Gradebook(url, course_id=ASSIGNMENT) as nbgrader:
            flags.append([nbgrader.find_submission(ASSIGNMENT, name).needs_manual_grade for name in ("ada", "bob")])
    assert flags == [[False, False], [True, False], [True, False]]


def test_a_score_outside_the_points_is_cut_to_them(url: str) -> None:
    """The gradebook cannot hold more than the cell is worth, nor less than nothing."""
    with Gradebook(url) as gradebook:
        gradebook.record("ada", {"clip": Mark(1e9), "sample": Mark(-3)})
    assert rows(url)[0].scores["clip"] == EXERCISES["clip"].points
    assert rows(url)[0].scores["sample"] == 0


def test_students_are_listed_in_order_with_all_exercises(url: str) -> None:
    """Whatever order they were recorded in, also with names that mean something to SQL."""
    names = ["zoe", "ada", "Robert'); DROP TABLE student;--", "李雷", "%", 'a"b']
    with Gradebook(url) as gradebook:
        for name in names:
            gradebook.record(name, FULL)
        listed = list(gradebook.rows())
    assert [row.student for row in listed] == sorted(names)
    assert all(sorted(row.scores) == sorted(NAMES) and row.max == POINTS for row in listed)


def test_a_submission_is_recorded_whole_or_not_at_all(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error between two tables takes the first back."""
    with Gradebook(url) as gradebook:
        monkeypatch.setattr(gradebook, "_write_comments", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            gradebook.record("ada", FULL)
    assert rows(url) == []


@pytest.mark.slow
def test_nbgrader_exports_what_was_recorded(url: str, tmp_path: Path) -> None:
    """`nbgrader export`, as an instructor types it."""
    with Gradebook(url) as gradebook:
        gradebook.record("ada", FULL | {"model": Mark(1)})
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    subprocess.run(
        [Path(sys.executable).parent / "nbgrader", "export", "--to", "exported.csv"],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
    )
    line = (tmp_path / "exported.csv").read_text().splitlines()[1].split(",")
    assert line[0] == ASSIGNMENT
    assert (line[3], float(line[-1])) == ("ada", POINTS)
    assert float(line[-2]) == POINTS - EXERCISES["model"].points + 1
