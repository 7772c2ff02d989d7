"""A whole run: every submission has a verdict, and the files say the same everywhere."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader import api

from autograder.exercises import EXERCISES
from autograder.submission.roster import ASSIGNMENT, gradebook_id
from tests.support.batches import ODD, POINTS, report, totals


def test_every_submission_has_a_verdict_and_the_status_is_0(graded) -> None:
    """Also those with nothing in them; the summary says why they could not be graded."""
    folder, run = graded
    assert run.returncode == 0, run.stdout + run.stderr
    expected = {gradebook_id(name) for name in (*ODD, "all_right", "wrong_clip", "not_a_notebook", "nothing")}
    found = report(folder / "report.json")
    assert set(found) == expected
    assert all(list(entries) == list(EXERCISES) for entries in found.values())
    assert "nothing: " in run.stdout
    assert "not_a_notebook: clip: " in run.stdout
    assert "roster.csv" in run.stderr
    assert "13 submissions have a verdict" in run.stdout


def test_the_report_has_each_check_with_its_reason(graded) -> None:
    """As the design gives it: score, max, and the checks with name, passed and message."""
    folder, _ = graded
    entry = report(folder / "report.json")["wrong_clip"]["clip"]
    assert set(entry) == {"score", "max", "checks", "findings"}
    missed = [check for check in entry["checks"] if not check["passed"]]
    assert [check["name"] for check in missed] == ["below"]
    assert missed[0]["message"]
    assert entry["score"] == POINTS["clip"] - next(c.points for c in EXERCISES["clip"].checks if c.name == "below")
    assert totals(folder / "report.json")["all_right"] == sum(POINTS.values())


def test_what_is_wrong_is_told_once_with_its_line_and_its_points_in_json_and_csv(graded) -> None:
    """The same that the notebook says, and the student's own line of it."""
    folder, _ = graded
    (found,) = report(folder / "report.json")["wrong_clip"]["clip"]["findings"]
    with (folder / "out" / "findings.csv").open(encoding="utf-8", newline="") as file:
        (line,) = [each for each in csv.DictReader(file) if each["student"] == "wrong_clip"]
    assert (line["message"], line["line"], line["points"]) == (found["message"], found["line"], str(found["points"]))
    assert found["explained"] and found["line"].startswith("line ") and found["message"].startswith("Only the upper")


def test_the_csv_is_quoted_and_no_name_in_it_is_a_formula(graded) -> None:
    """Python's own reader gives back every student once; a leading = + - @ has an apostrophe before it."""
    folder, _ = graded
    with (folder / "out" / "grades.csv").open(encoding="utf-8", newline="") as file:
        lines = {line["student"]: line for line in csv.DictReader(file)}
    assert {"'=HYPERLINK(0)", "'-rf", "a,b'c", gradebook_id('a,"b"'), "李雷", "..odd", " two  spaces "} < set(lines)
    assert len(lines) == 13
    assert not [name for name in lines if name[0] in "=+-@"]
    scores = totals(folder / "report.json")
    assert {name.lstrip("'"): float(line["score"]) for name, line in lines.items()} == scores
    assert lines["nothing"]["remark"]


def test_gradebook_report_and_pages_agree(graded) -> None:
    """One score a student, wherever one looks."""
    folder, _ = graded
    scores = totals(folder / "report.json")
    with api.Gradebook(f"sqlite:///{folder}/out/gradebook.db", course_id=ASSIGNMENT) as gradebook:
        for student, score in scores.items():
            submission = gradebook.find_submission(ASSIGNMENT, student)
            assert (submission.score, submission.needs_manual_grade) == (score, False)
    for student, score in scores.items():
        pages = folder / "out" / "feedback" / student / ASSIGNMENT
        assert sorted(path.stem for path in pages.iterdir()) == sorted([*EXERCISES, "index"])
        assert f"<b>{score:g}</b>" in (pages / "index.html").read_text(encoding="utf-8")


def test_each_submission_has_one_result_file_and_no_part_is_left(graded) -> None:
    """Named by content; no temporary file stays anywhere."""
    folder, _ = graded
    assert len(list((folder / "out" / "results").glob("*/*.json"))) == 13
    assert not list((folder / "out").rglob("*.part"))


def test_the_seed_is_in_run_json_alone(graded) -> None:
    """Nothing that students or browsers see has it."""
    folder, _ = graded
    seed = str(report(folder / "out" / "run.json")["seed"])
    assert report(folder / "out" / "run.json")["finished"]
    files = [path for path in (folder / "out").rglob("*") if path.is_file() and path.name != "run.json"]
    assert len(files) > 100
    assert not [path for path in files if seed.encode() in path.read_bytes()]


@pytest.mark.slow
def test_the_output_folder_is_an_nbgrader_course(graded) -> None:
    """`nbgrader export` works in it as it is, and reads the same scores."""
    folder, _ = graded
    scripts = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{scripts}:{os.environ['PATH']}", "HOME": str(folder)}
    subprocess.run(
        [scripts / "nbgrader", "export", "--to", "export.csv"],
        cwd=folder / "out",
        env=environment,
        check=True,
        capture_output=True,
    )
    lines = (folder / "out" / "export.csv").read_text(encoding="utf-8").splitlines()
    line = next(line for line in lines if "all_right" in line)
    assert line.endswith(f"{sum(POINTS.values())},{sum(POINTS.values())}")


def test_graded_notebooks_are_valid_and_carry_the_report(graded) -> None:
    """formgrader reads them: nbformat 4.5, nbgrader's metadata, our report under the test cell."""
    import nbformat
    from nbgrader.utils import determine_grade, is_grade

    folder, _ = graded
    scores = report(folder / "report.json")
    for student in ("all_right", "wrong_clip", "not_a_notebook"):
        for name in EXERCISES:
            notebook = nbformat.read(folder / "out" / "autograded" / student / ASSIGNMENT / f"{name}.ipynb", 4)
            nbformat.validate(notebook)
            test = next(cell for cell in notebook.cells if is_grade(cell))
            assert determine_grade(test) == (scores[student][name]["score"], POINTS[name])
            assert "points" in test.outputs[0].data["text/html"]
