"""The bank of hostile and damaged submissions, graded as one class among honest neighbours."""

from __future__ import annotations

import contextlib
import ctypes
import json
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.support import hostile_bank
from tests.support.classroom import ASSIGNMENT, nbgrader
from tests.support.hostile_text import dangers

pytestmark = pytest.mark.slow


def grade(folder: Path, out: Path, *more: str) -> subprocess.CompletedProcess:
    """Grade a class with the command, as an instructor would."""
    command = [sys.executable, "-m", "autograder", "grade", folder, "--out", out, "--json", out / "grades.json", *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=3000)


def children() -> list[str]:
    """Return the command lines of all processes that descend from this one."""
    lines = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            lines.append(" ".join(process.cmdline()))
    return lines


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The whole bank, graded once: what each student should get, the grades, the command's result, where things are."""
    base = tmp_path_factory.mktemp("hostile")
    students = hostile_bank.write_class(base / "class")
    before = {path: path.read_bytes() for path in (base / "class").glob("*honest*/*/*.ipynb")}
    result = grade(base / "class", base / "out")
    grades = json.loads((base / "out" / "grades.json").read_text(encoding="utf-8"))
    assert before == {path: path.read_bytes() for path in before}, "an honest submission was rewritten"
    return students, grades, result, base


def test_the_bank_is_large():
    """At least sixty hostile or damaged submissions, of every class."""
    cells = hostile_bank.cells()
    assert len(cells) + len(hostile_bank.MENDED) + len(hostile_bank.WORTHLESS) >= 60
    assert {cell.kind for cell in cells} == {path.stem for path in hostile_bank.CELLS.glob("*.py")}
    assert len({cell.name for cell in cells}) == len(cells)


def test_every_submission_has_a_verdict(graded):
    """Nothing stops the batch: exit status 0, and every student has a score."""
    students, grades, result, _ = graded
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    assert set(grades) == set(students)
    for student, (exercise, _) in students.items():
        assert 0 <= grades[student][exercise]["score"] <= grades[student][exercise]["max"]


def test_no_attack_earns_a_mark(graded):
    """A wrong answer earns with an attack what it earns without: nothing."""
    students, grades, _, _ = graded
    earned = {
        student: grades[student][exercise]["score"]
        for student, (exercise, honest) in students.items()
        if not honest and grades[student][exercise]["score"] > 0
    }
    assert earned == {}


def test_no_right_answer_loses_a_mark(graded):
    """Honest neighbours, odd but right answers and damaged files with right answers in them earn everything."""
    students, grades, _, _ = graded
    lost = {
        student: [check["message"] for check in grades[student][exercise]["checks"] if not check["passed"]]
        for student, (exercise, honest) in students.items()
        if honest and grades[student][exercise]["score"] < grades[student][exercise]["max"]
    }
    assert lost == {}


def test_every_lost_mark_has_a_sentence(graded):
    """No check fails without saying why."""
    students, grades, _, _ = graded
    for student, (exercise, _) in students.items():
        for check in grades[student][exercise]["checks"]:
            assert check["passed"] or check["message"].strip(), (student, check["name"])


def test_no_page_holds_a_script_or_remote_content(graded):
    """Feedback pages are safe to open: no script, no handler, nothing fetched; and none is large."""
    *_, base = graded
    pages = list((base / "out" / "feedback").rglob("*.html"))
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8").lower()
        assert page.stat().st_size < 3_000_000, page
        assert dangers(text) == [], page
        assert "<script" not in text, page


def test_no_feedback_that_nbgrader_makes_of_it_holds_more_than_text(graded):
    """Our folder is an nbgrader course: its generate_feedback renders the graded notebooks and comments once more."""
    *_, base = graded
    options = ("--student", "shown_*", "--CourseDirectory.feedback_directory=returned")
    done = nbgrader(base / "out", "generate_feedback", ASSIGNMENT, *options)
    assert done.returncode == 0, done.stderr[-3000:]
    students = [cell.name for cell in hostile_bank.cells() if cell.kind == "shown"]
    said = set()
    for student in students:
        page = (base / "out" / "returned" / student / ASSIGNMENT / "clip.html").read_text(encoding="utf-8")
        assert dangers(page, "notebook-container") == [], student
        said.add("javascript:document.title" in page)
    assert len(students) >= 10 and True in said


def test_what_is_costly_to_read_or_to_show_is_graded_in_seconds(graded):
    """No page of it took a worker's patience: each was judged once, and none is without a page."""
    _, grades, result, base = graded
    assert "ended" not in result.stderr
    for student in hostile_bank.COSTLY:
        assert grades[student]["clip"]["score"] == grades[student]["clip"]["max"]
        assert (base / "out" / "feedback" / student / ASSIGNMENT / "clip.html").stat().st_size > 1_000


def test_no_process_is_left_behind(tmp_path):
    """What forks, detaches or hangs is gone when the command ends; orphans come to this process and would be seen."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    before = children()
    hostile_bank.write_class(tmp_path / "class", neighbours=1, only="batch_stops")
    grade(tmp_path / "class", tmp_path / "out")
    time.sleep(2)  # the kernel ends a process tree a moment after its first process
    assert [line for line in children() if line and line not in before] == []
