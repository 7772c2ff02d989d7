"""A course whose points or exercises change after marks were given: it is said for whom, and a person's marks stay."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from nbgrader import api

from autograder.batch import batch
from autograder.batch.batch import grade
from autograder.errors import GradingError
from autograder.exercises import masters
from autograder.records.course_change import some
from autograder.records.database_address import gradebook_url
from autograder.records.gradebook import Gradebook, Mark
from autograder.submission.roster import ASSIGNMENT
from tests.support.gradebooks import FULL, NAMES, POINTS, raise_points


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A gradebook in which two students have marks, and one has some of a person's."""
    url = gradebook_url(None, tmp_path)
    with Gradebook(url) as gradebook:
        for student in ("ada", "ben"):
            gradebook.record(student, FULL)
    with api.Gradebook(url, course_id=ASSIGNMENT) as nbgrader:
        nbgrader.find_grade("clip_check", "clip", ASSIGNMENT, "ada").manual_score = 7
        nbgrader.find_comment("clip", "clip", ASSIGNMENT, "ada").manual_comment = "Well explained."
        nbgrader.db.commit()
    return url


@pytest.fixture
def worth_more(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every exercise be worth five points more than when the marks were given."""
    raise_points(monkeypatch)


def without(name: str) -> tuple[str, ...]:
    """The exercises but one."""
    return tuple(other for other in NAMES if other != name)


def by_hand(url: str) -> tuple[float | None, str | None, bool]:
    """A person's mark and comment on ada's clip, and whether nbgrader asks that person to look again."""
    with api.Gradebook(url, course_id=ASSIGNMENT) as nbgrader:
        mark = nbgrader.find_grade("clip_check", "clip", ASSIGNMENT, "ada")
        return (
            mark.manual_score,
            nbgrader.find_comment("clip", "clip", ASSIGNMENT, "ada").manual_comment,
            mark.needs_manual_grade,
        )


@pytest.mark.usefixtures("worth_more")
def test_the_refusal_says_what_changes_for_whom_and_how_to_go_on(url: str) -> None:
    """Nothing is changed before a person has decided."""
    with pytest.raises(GradingError) as refused:
        Gradebook(url)
    said = str(refused.value)
    assert "marks of 2 students for another version of the course" in said
    assert re.search(r"clip/clip_check \(10 points\).* there, clip/clip_check \(15 points\).* here", said)
    assert "Given by hand: ada: clip, 7 points; ada: clip, a comment." in said
    assert "--changed-course" in said and "Nothing was changed" in said
    assert by_hand(url) == (7, "Well explained.", False)


@pytest.mark.usefixtures("worth_more")
def test_going_on_keeps_what_was_given_by_hand_and_asks_for_another_look(url: str) -> None:
    """The maximum is the new one, the automatic mark that of the new run."""
    with Gradebook(url, changed=True) as gradebook:
        assert "there, clip/clip_check (15 points)" in gradebook.change
        gradebook.record("ada", FULL)  # the same automatic marks, of more points
        gradebook.record("ben", {name: Mark(mark.score + 5) for name, mark in FULL.items()})
        more = POINTS + 5 * len(NAMES)
        assert gradebook.moved() == [
            f"ada: {POINTS - 3} of {POINTS}, now {POINTS - 3} of {more}",
            f"ben: {POINTS} of {POINTS}, now {more} of {more}",
        ]
    assert by_hand(url) == (7, "Well explained.", True)
    with Gradebook(url) as gradebook:  # from now on it is the present course
        assert gradebook.change == ""
        assert [row.scores["clip"] for row in gradebook.rows()] == [7, 15]


def test_a_new_exercise_is_added(url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Everybody has a mark of it once everybody was graded anew; all else stays."""
    monkeypatch.setattr(masters, "names", lambda: without(NAMES[-1]))
    (tmp_path / "older").mkdir()
    older = gradebook_url(None, tmp_path / "older")
    with Gradebook(older) as gradebook:
        gradebook.record("ada", FULL)
    monkeypatch.undo()
    with pytest.raises(GradingError, match=f"no such cells there.*{NAMES[-1]}/"):
        Gradebook(older)
    with Gradebook(older, changed=True) as gradebook:
        gradebook.record("ada", FULL)
        assert [row.scores for row in gradebook.rows()] == [{name: FULL[name].score for name in NAMES}]


def test_an_exercise_that_is_gone_takes_only_automatic_marks_with_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody had looked at it."""
    monkeypatch.setattr(masters, "names", lambda: without("sample"))
    with Gradebook(url, changed=True) as gradebook:
        gradebook.record("ada", FULL)
        assert all("sample" not in row.scores for row in gradebook.rows())
    assert by_hand(url) == (7, "Well explained.", False)


def test_marks_given_by_hand_are_never_lost_with_an_exercise(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where going on was asked for."""
    monkeypatch.setattr(masters, "names", lambda: without("clip"))
    with pytest.raises(GradingError, match=r"ada: clip, 7 points; ada: clip, a comment.*would be lost"):
        Gradebook(url, changed=True)
    monkeypatch.undo()
    assert by_hand(url) == (7, "Well explained.", False)
    with Gradebook(url) as gradebook:
        assert [sum(row.scores.values()) for row in gradebook.rows()] == [POINTS - 3, POINTS]


def test_an_unchanged_course_needs_no_word(url: str) -> None:
    """Asking to go on where nothing changed changes nothing."""
    with Gradebook(url, changed=True) as gradebook:
        assert gradebook.change == "" and gradebook.moved() == []
    assert by_hand(url) == (7, "Well explained.", False)


def test_only_the_whole_class_goes_on_together(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """Half a class by the old points would be unfair."""
    (tmp_path / "submitted").mkdir()
    assert grade(tmp_path / "submitted", tmp_path / "out", students=["ada"], changed_course=True) == 1
    assert "leave --student out" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()


def test_nobody_is_graded_while_an_exercise_is_unfinished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """What its author still has to fill in is said, and nothing is written."""
    monkeypatch.setattr(batch, "lacking", lambda name: ["a title is still to be filled in."] if name == "clip" else [])
    assert grade(tmp_path, tmp_path / "out") == 1
    assert "not finished: a title is still to be filled in." in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()


def test_many_are_named_in_part() -> None:
    """A sentence stays one, whatever the size of the class."""
    assert some([f"s{k}" for k in range(12)]).endswith("s9; and 2 more")
