"""The bundled class: each behaviour earns what is stated beside it, and a wrong mark is noticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.demo import demo as bundled
from autograder.demo.demo import EVERYTHING, Member, demo, demo_class, differences, write_class
from autograder.exercises import EXERCISES
from autograder.submission.roster import ASSIGNMENT


def report(**changed: dict) -> dict:
    """Return the report in which everybody has what they should; `changed` replaces some of it."""
    found = {}
    for student, submission in demo_class().items():
        found[student] = {}
        for name, exercise in EXERCISES.items():
            checks = [{"name": c.name, "passed": c.name not in submission.loses.get(name, ())} for c in exercise.checks]
            score = sum(c.points for c, check in zip(exercise.checks, checks) if check["passed"])
            found[student][name] = {"score": float(score), "checks": checks}
    return found | changed


def test_the_class_has_twelve_behaviours_at_least_and_names_only_checks_that_there_are() -> None:
    """Snippets cannot drift from the exercises unseen."""
    members = demo_class()
    assert len(members) >= 12
    assert {"all_right", "blank", "raises", "warns", "loops_forever", "not_a_notebook"} < set(members)
    for submission in members.values():
        for name, lost in submission.loses.items():
            assert set(lost) <= set(EVERYTHING[name])
        assert set(submission.answers) <= set(EXERCISES)


def test_the_expected_report_has_no_differences() -> None:
    """The comparison accepts exactly what is stated."""
    assert differences(report()) == []


@pytest.mark.parametrize("wrong", [{}, {"clip": {"score": 0.0, "checks": []}}], ids=["missing", "zero"])
def test_a_mark_that_is_not_the_stated_one_is_named(wrong: dict) -> None:
    """Student, exercise, what was expected and what came."""
    found = differences(report(all_right=wrong))
    assert found
    assert f"all_right, clip: expected {EXERCISES['clip'].points} points" in found[0]


def test_hand_ins_are_what_students_hand_in(tmp_path: Path) -> None:
    """No markers of the master, no hidden test; the blank is untouched; what is missing is missing."""
    write_class(tmp_path)
    text = "".join(path.read_text() for path in tmp_path.rglob("*.ipynb"))
    assert "SOLUTION" not in text
    assert "HIDDEN TESTS" not in text
    blank = json.loads((tmp_path / "blank" / ASSIGNMENT / "clip.ipynb").read_text())
    assert "NotImplementedError" in json.dumps(blank)
    assert not (tmp_path / "missing_notebook" / ASSIGNMENT / f"{bundled.LAST}.ipynb").exists()


@pytest.mark.slow
def test_the_demonstration_says_ok_when_every_mark_is_as_stated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """A small class through the real road: sandbox, judge, gradebook; then one with a wrong statement.

    The whole class is graded by `make demo`, which CI calls.
    """
    members = {name: demo_class()[name] for name in ("all_right", "blank", "wrong_clip")}
    monkeypatch.setattr("autograder.demo.demo.build", lambda **_: 0)  # the course is built in tests of its own
    monkeypatch.setattr(bundled, "demo_class", lambda: members)
    assert demo(tmp_path, jobs=2) == 0
    assert "OK: every mark is as it should be." in capsys.readouterr().out
    assert (tmp_path / "grades" / "gradebook.db").exists()
    members["blank"] = Member(members["blank"].answers, {})
    assert demo(tmp_path, jobs=2) == 1
    assert "blank, clip: expected" in capsys.readouterr().out
