"""A mark given by hand goes from the gradebook to the student's page, the CSV and the overview, and stays there."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from nbgrader import api

from autograder.batch import batch
from autograder.batch.tables import feedback
from autograder.report.feedback import BEFORE_CELLS, exercise_page, feedback_pages
from autograder.submission.cell import Cell
from tests.support.batches import POINTS, Fake, right
from tests.support.downloads import files_of, write

ASSIGNMENT = "dinosaur_island"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def grades(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A graded class of three."""
    monkeypatch.setattr(batch, "grade_here", Fake())
    write(tmp_path / "class", files_of("zips"))
    assert batch.grade(tmp_path / "class", tmp_path / "grades") == 0
    return tmp_path / "grades"


def mark_by_hand(grades: Path) -> None:
    """Do what formgrader does when an instructor marks Ada's clip."""
    with api.Gradebook(f"sqlite:///{grades / 'gradebook.db'}", course_id=ASSIGNMENT) as gradebook:
        grade = gradebook.find_grade("clip_check", "clip", ASSIGNMENT, "ada")
        grade.manual_score, grade.extra_credit = 4.5, 1.0
        gradebook.find_comment("clip", "clip", ASSIGNMENT, "ada").manual_comment = f"See me.\n\n{SCRIPT}"
        gradebook.find_submission_notebook("model", ASSIGNMENT, "ada").late_submission_penalty = 2.0
        gradebook.db.commit()


def page(grades: Path, name: str) -> str:
    """One of Ada's pages."""
    return (grades / "feedback" / "ada" / ASSIGNMENT / f"{name}.html").read_text(encoding="utf-8")


def test_what_was_marked_by_hand_is_everywhere(grades: Path) -> None:
    """Score, extra credit, comment and penalty, with the same total on the page, in the CSV and in the overview."""
    mark_by_hand(grades)
    assert feedback(grades) == 0
    total = sum(POINTS.values()) - POINTS["clip"] + 5.5 - 2
    clip = page(grades, "clip")
    assert "<b>5.5</b>" in clip and "gave 4.5 points" in clip and "Extra credit: 1." in clip
    assert "See me." in clip and SCRIPT not in clip and "&lt;script&gt;" in clip
    assert "2 points less" in page(grades, "model")
    assert f"<b>{total:g}</b>" in page(grades, "index")
    assert f">{total:g} of" in (grades / "overview.html").read_text(encoding="utf-8")
    with (grades / "grades.csv").open(encoding="utf-8", newline="") as file:
        line = next(line for line in csv.DictReader(file) if line["student"] == "ada")
    assert (line["clip"], line["late_penalty"], line["score"]) == ("5.5", "2", f"{total:g}")


def test_grading_again_keeps_it_on_the_page(grades: Path) -> None:
    """As it keeps it in the gradebook."""
    mark_by_hand(grades)
    assert batch.grade(grades.parent / "class", grades) == 0
    assert "gave 4.5 points" in page(grades, "clip")


def test_what_was_taken_back_is_gone(grades: Path) -> None:
    """The pages are those of the gradebook as it is now; done twice, nothing changes."""
    before = {path: path.read_bytes() for path in (grades / "feedback").rglob("*.html")}
    mark_by_hand(grades)
    assert feedback(grades) == 0
    with api.Gradebook(f"sqlite:///{grades / 'gradebook.db'}", course_id=ASSIGNMENT) as gradebook:
        grade = gradebook.find_grade("clip_check", "clip", ASSIGNMENT, "ada")
        grade.manual_score, grade.extra_credit = None, None
        gradebook.find_comment("clip", "clip", ASSIGNMENT, "ada").manual_comment = None
        gradebook.find_submission_notebook("model", ASSIGNMENT, "ada").late_submission_penalty = None
        gradebook.db.commit()
    assert feedback(grades) == 0
    assert {path: path.read_bytes() for path in (grades / "feedback").rglob("*.html")} == before


def test_what_was_handed_in_stays_on_the_page(grades: Path) -> None:
    """To the byte, whatever it is: it is found again by what no student can write there."""
    result = right()["clip"]
    result.cells = [Cell("answer", "code", f"x = '{BEFORE_CELLS}'\n", "clip"), Cell("added", "markdown", SCRIPT, "own")]
    path = grades / "feedback" / "ada" / ASSIGNMENT / "clip.html"
    path.write_bytes(exercise_page("ada", result))
    before = path.read_bytes()
    assert b"What was handed in" in before
    assert feedback(grades) == 0
    assert path.read_bytes() == before


def test_the_folder_can_be_moved_and_copied(grades: Path, tmp_path: Path) -> None:
    """The command works in the copy, and nothing in there leads to the first."""
    shutil.copytree(grades, tmp_path / "copy")
    mark_by_hand(tmp_path / "copy")
    assert feedback(tmp_path / "copy") == 0
    assert "gave 4.5 points" in page(tmp_path / "copy", "clip")
    assert "gave 4.5 points" not in page(grades, "clip")
    assert str(grades) not in (tmp_path / "copy" / "nbgrader_config.py").read_text()


def test_pages_that_are_gone_are_made_again(grades: Path) -> None:
    """Without what was handed in, and they say so."""
    shutil.rmtree(grades / "feedback")
    assert feedback(grades) == 0
    assert "not shown here any more" in page(grades, "clip")
    assert set(feedback_pages("ada", right())) == {
        path.name for path in (grades / "feedback" / "ada" / ASSIGNMENT).iterdir()
    }


def test_what_is_no_grades_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written there."""
    assert feedback(tmp_path) == 1
    assert "no grades folder" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
