"""A class from a download with its roster: what lies in the grades folder, and who stands in the tables."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from autograder.batch import batch
from tests.support.batches import Fake
from tests.support.downloads import EXERCISES, PEOPLE, content, files_of, write
from tests.support.gradebooks import rows

ROSTER = "Username,First name,Last name,ID number,Email\nada,Ada,Lovelace,10231,a@x\neve,Eve,=Late,10234,e@x\n"


@pytest.fixture
def graded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The grades folder of a Moodle download, with a roster of one who handed in and one who did not."""
    monkeypatch.setattr(batch, "grade_here", Fake())
    write(tmp_path / "moodle", files_of("moodle"))
    (tmp_path / "list.csv").write_text(ROSTER)
    assert batch.grade(tmp_path / "moodle", tmp_path / "grades", roster=tmp_path / "list.csv") == 0
    return tmp_path / "grades"


def test_a_download_is_laid_out_for_nbgraders_commands(graded: Path) -> None:
    """Under the names of the roster, and only what counts."""
    folder = graded / "submitted" / "ada" / "dinosaur_island"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        f"{name}.ipynb": content("ada", name) for name in EXERCISES
    }
    assert "c.CourseDirectory.submitted_directory = 'submitted'" in (graded / "nbgrader_config.py").read_text()


def test_what_an_earlier_attempt_left_goes(graded: Path, tmp_path: Path) -> None:
    """A notebook that is no longer handed in is not graded by nbgrader's commands either; the roster is still known."""
    gone = next(tmp_path.glob("moodle/Ada*/clip.ipynb"))
    gone.unlink()
    assert batch.grade(tmp_path / "moodle", graded) == 0
    assert not (graded / "submitted" / "ada" / "dinosaur_island" / "clip.ipynb").exists()


def test_who_handed_in_nothing_is_in_every_table(graded: Path) -> None:
    """In the gradebook with a name, in the CSV with a remark, in the overview and the list of students."""
    book = {row.student: row for row in rows(f"sqlite:///{graded / 'gradebook.db'}")}
    eve = book["eve"]
    assert (eve.first, eve.last, eve.email, eve.scores) == ("Eve", "=Late", "e@x", {})
    assert book["ada"].last == "Lovelace" and sum(book["ada"].scores.values()) == book["ada"].max
    with (graded / "grades.csv").open(encoding="utf-8", newline="") as file:
        lines = {line["student"]: line for line in csv.DictReader(file)}
    assert (lines["eve"]["score"], lines["eve"]["remark"]) == ("0", "nothing was handed in")
    assert lines["eve"]["last_name"] == "'=Late" and lines["ada"]["first_name"] == "Ada"
    assert len(lines) == len(PEOPLE) + 1
    assert "Eve =Late (eve)" in (graded / "overview.html").read_text(encoding="utf-8")
    assert "eve,,,'=Late,Eve,e@x," in (graded / "students.csv").read_text(encoding="utf-8")


def test_strangers_and_absentees_are_named(graded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On the terminal, before grading."""
    assert batch.grade(tmp_path / "moodle", graded) == 0
    said = capsys.readouterr().err
    assert "Handed in nothing: eve." in said
    assert "not in the roster: Max von Berg_10233 and Zoë O'Brien_10232." in said
