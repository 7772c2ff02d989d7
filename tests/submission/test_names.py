"""Names of folders that stop, fool or overwrite: on both roads everybody is graded, told apart, and printed safely."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.batch import batch
from autograder.batch.batch import grade
from autograder.submission.roster import find_students, gradebook_ids
from tests.support.batches import Fake
from tests.support.classroom import ASSIGNMENT, environment, hand_in, make_course

NAMES = [
    *("a_honest", "m\nallory", "m\x1b]0;OWNED\x07\x1b[31mallory", "m\x9b31mallory", "m\rallory", "tab\there"),
    *("eve", "e\u200bve", "eve\u202e", "eve\u2066", "eve\ufe0f", "e\u00adve", "eve\U000e0041", "ＥＶＥ", "EVE", "eve "),
    *("Zo\u00eb", "Zoe\u0308", "=HYPERLINK(0)", " =1+1", "＝1+1", "-5", "@SUM", "x;=1", "caf\udce9", "[b]{0}%s", "con"),
    *("<img src=x onerror=alert(1)>", "bell\x07~ebac752a930adba1", "long" * 40, "a'b\"c", "z_honest"),
]
RAW = re.compile(rb"\x1b\]0;OWNED|\x1b\[31mallory|\xc2\x9b|\x07|\xe2\x80[\x8b\xae]|\xe2\x81\xa6|\xf3\xa0\x81\x81")
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


def test_names_that_look_alike_have_ids_that_do_not() -> None:
    """The plainest keeps its name; ids differ even for a disk or a reader that makes no difference of case."""
    ids = gradebook_ids(NAMES)
    assert ids["eve"] == "eve" and ids["Zo\u00eb"] == "Zo\u00eb" and ids["a_honest"] == "a_honest"
    assert len({identity.casefold() for identity in ids.values()}) == len(NAMES)
    assert ids["EVE"].startswith("EVE~") and ids["Zoe\u0308"].startswith("Zoe\u0308~") and ids["con"].startswith("con~")
    assert gradebook_ids(reversed(NAMES)) == ids


def test_a_student_may_be_asked_for_by_the_name_of_the_folder(tmp_path: Path) -> None:
    """Also where the id is another one; both are the same student."""
    for name in NAMES:
        (tmp_path / name / ASSIGNMENT).mkdir(parents=True)
    for name in NAMES:
        (student,) = find_students(tmp_path, (name,)).students
        assert student.folder.parent.name == name
        assert find_students(tmp_path, (student.id,)).students == (student,)


def test_our_road_keeps_every_name_apart_and_the_terminal_clean(tmp_path: Path, monkeypatch, capfdbinary) -> None:
    """A page, a line and an entry for everybody; no cell that a spreadsheet runs; a sentence on who was renamed."""
    monkeypatch.setattr(batch, "grade_here", Fake())
    for name in NAMES:
        hand_in(tmp_path / "submitted", name, **dict.fromkeys(("sample", "optimize", "model")))
    (tmp_path / "submitted" / "ro\x1b[31mster.csv").write_text("")
    out, file = tmp_path / "grades", tmp_path / "all.json"
    assert grade(tmp_path / "submitted", out, json=file) == 0
    said = b"".join(capfdbinary.readouterr())
    assert not RAW.search(said) and b"got a suffix" in said
    ids = set(gradebook_ids(NAMES).values())
    assert {path.name for path in (out / "feedback").iterdir()} == ids == set(json.loads(file.read_bytes()))
    with open(out / "grades.csv", newline="", encoding="utf-8") as opened:
        lines = list(csv.reader(opened))[1:]
    assert len(lines) == len(NAMES) and "-5" in {line[0] for line in lines}
    assert not [line[0] for line in lines if FORMULA.match(line[0]) and line[0] != "-5"]
    pages = [out / "overview.html", *(out / "feedback").rglob("*.html")]
    assert not [path for path in pages if b"<img src" in path.read_bytes()]
    assert not [path for path in [*pages, file, out / "grades.csv"] if RAW.search(path.read_bytes())]
    assert grade(tmp_path / "no\x1b[31msuch", out) == 1
    assert b"\x1b[31msuch" not in b"".join(capfdbinary.readouterr())


@pytest.mark.slow
def test_nbgraders_road_grades_everybody_and_prints_no_name_as_it_is(tmp_path: Path) -> None:
    """`autograde`, `generate_feedback` and `export`: status 0, everybody's marks, pages apart, safe cells."""
    course = make_course(tmp_path / "course")
    for name in NAMES:
        hand_in(course / "submitted", name, **dict.fromkeys(("sample", "optimize", "model")))
    said = b""
    for command in (["autograde", ASSIGNMENT], ["generate_feedback", ASSIGNMENT], ["export"]):
        arguments = [sys.executable, "-m", "nbgrader", *command]
        done = subprocess.run(arguments, cwd=course, env=environment(), capture_output=True, timeout=600)
        said += done.stdout + done.stderr
        assert done.returncode == 0, said[-3000:]
    assert not RAW.search(said)
    ids = set(gradebook_ids(NAMES).values())
    with warnings.catch_warnings(), Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        warnings.simplefilter("ignore")
        scores = {each.student.id: each.score for each in gradebook.assignment_submissions(ASSIGNMENT)}
    assert scores == dict.fromkeys(ids, 10)
    for folder in ("autograded", "feedback", "reports"):
        assert {path.name for path in (course / folder).iterdir()} == ids
    with open(course / "nbgrader_grades.csv", newline="", encoding="utf-8") as opened:
        cells = {line["student_id"]: line["score"] for line in csv.DictReader(opened)}
    assert len(cells) == len(NAMES) and set(cells.values()) == {"10.0"}
    assert not [name for name in cells if FORMULA.match(name) and name != "-5"]
    closed = [
        course / name for name in ("gradebook.db", "nbgrader_grades.csv", "autograded", "feedback", "reports", "source")
    ]
    everything = [path for place in closed for path in (place, *place.rglob("*"))]
    assert not [path for path in everything if path.stat().st_mode & 0o077]
    again = [sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT, "--student", "m\nallory", "--force"]
    done = subprocess.run(again, cwd=course, env=environment(), capture_output=True, timeout=300)
    assert done.returncode == 0 and not RAW.search(done.stderr), done.stderr
    assert os.listdir(course / "autograded").count("m\nallory") == 0
