"""Runs that stop, with workers that only count: nothing is lost, nothing is done twice."""

from __future__ import annotations

import csv
from pathlib import Path

import psutil
import pytest

from autograder.batch import batch
from autograder.batch.batch import STOPPED, grade
from autograder.batch.grader import pack
from autograder.batch.task import GradedSubmission
from tests.support.batches import POINTS, Fake, hand_in_bytes, report, right, totals


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch):
    """Install a `Fake` in the place of worker processes."""

    def install(**named) -> Fake:
        workers = Fake(**named)
        monkeypatch.setattr(batch, "grade_here", workers)
        return workers

    return install


@pytest.fixture
def submitted(tmp_path: Path) -> Path:
    """Six students with tiny notebooks."""
    for number in range(6):
        hand_in_bytes(tmp_path / "submitted", f"s{number}", b"{}")
    return tmp_path / "submitted"


def test_an_interrupted_run_asks_only_for_the_rest(fake, submitted: Path, tmp_path: Path, capsys) -> None:
    """Nothing lost, nothing twice, the same seed; 130 says that it was interrupted."""
    first = fake(breaks=4)
    assert grade(submitted, tmp_path / "out") == STOPPED
    assert "goes on from here" in capsys.readouterr().err
    second = fake()
    assert grade(submitted, tmp_path / "out", json=tmp_path / "r.json") == 0
    assert first.asked + second.asked == [f"s{number}" for number in range(6)]
    assert second.settings == first.settings
    assert totals(tmp_path / "r.json") == {f"s{number}": sum(POINTS.values()) for number in range(6)}


def test_a_finished_run_begun_again_grades_everybody_anew(fake, submitted: Path, tmp_path: Path) -> None:
    """With the same questions, or with fresh ones where they are asked for."""
    first, second = fake(), None
    assert grade(submitted, tmp_path / "out") == 0
    second = fake()
    assert grade(submitted, tmp_path / "out") == 0
    assert len(second.asked) == 6
    assert second.settings.seed == first.settings.seed
    third = fake()
    assert grade(submitted, tmp_path / "out", fresh=True) == 0
    assert len(third.asked) == 6 and third.settings.seed != first.settings.seed


def test_changed_bytes_are_graded_again_in_the_same_run(fake, submitted: Path, tmp_path: Path) -> None:
    """A resubmission that arrives while a run is stopped replaces the older one."""
    fake(breaks=4)
    grade(submitted, tmp_path / "out")
    hand_in_bytes(submitted, "s1", b"{ }")
    second = fake()
    assert grade(submitted, tmp_path / "out") == 0
    assert sorted(second.asked) == ["s1", "s4", "s5"]


def test_one_student_can_be_graded_alone_and_the_others_keep_everything(
    fake, submitted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seed, the end of the run, and all that JSON, CSV and overview said, also after the course has changed."""

    def kept() -> tuple:
        with (tmp_path / "out" / "grades.csv").open(encoding="utf-8", newline="") as file:
            notes = {line["student"]: line["remark"] for line in csv.DictReader(file)}
        overview = (tmp_path / "out" / "overview.html").read_text(encoding="utf-8")
        return report(tmp_path / "r.json"), notes, overview.count("no moon")

    first = fake()
    monkeypatch.setattr("autograder.report.summary.note_on", lambda result: "no moon" if result.student == "s3" else "")
    grade(submitted, tmp_path / "out", json=tmp_path / "r.json")
    before, run = kept(), report(tmp_path / "out" / "run.json")
    assert before[1]["s3"] == "no moon" and len(before[0]) == 6
    for version in (None, "f" * 64):
        if version:
            monkeypatch.setattr(batch, "course_version", lambda version=version: version)
        again = fake()
        hand_in_bytes(submitted, "s2", f"{{ {version} }}".encode())
        assert grade(submitted, tmp_path / "out", students=["s2"], json=tmp_path / "r.json") == 0
        assert again.asked == ["s2"] and again.settings.seed == first.settings.seed
        assert kept() == before
        assert version or report(tmp_path / "out" / "run.json") == run


def test_a_submission_that_the_grader_failed_on_is_named_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, submitted: Path, tmp_path: Path, capsys
) -> None:
    """It has no verdict, so the status is 1 and the run is not finished; the same command grades only it."""

    def failing(tasks, settings, jobs):
        for task in tasks:
            trouble = GradedSubmission(task.student, error="The moon was full.")
            yield trouble if task.student == "s3" else pack(task, right(), settings)

    monkeypatch.setattr(batch, "grade_here", failing)
    assert grade(submitted, tmp_path / "out") == 1
    assert "s3: The moon was full." in capsys.readouterr().out
    again = Fake()
    monkeypatch.setattr(batch, "grade_here", again)
    assert grade(submitted, tmp_path / "out") == 0
    assert again.asked == ["s3"]


def test_no_room_on_the_disk_is_one_sentence_and_loses_nothing(
    fake, monkeypatch: pytest.MonkeyPatch, submitted: Path, tmp_path: Path, capsys
) -> None:
    """After room was made the same command goes on with what is missing."""
    written, whole = [], batch.write_whole

    def full(path: Path, data: bytes) -> None:
        written.append(path)
        if len(written) == 30:
            raise OSError(28, "No space left on device", str(path))
        whole(path, data)

    monkeypatch.setattr(batch, "write_whole", full)
    first = fake()
    assert grade(submitted, tmp_path / "out") == 1
    said = capsys.readouterr().err
    assert "no room left" in said
    assert "Traceback" not in said
    second = fake()
    assert grade(submitted, tmp_path / "out", json=tmp_path / "r.json") == 0
    assert 0 < len(first.asked) < 6
    assert first.asked[:-1] + second.asked == [f"s{number}" for number in range(6)]
    assert len(report(tmp_path / "r.json")) == 6


@pytest.mark.parametrize(
    ("given", "out", "words"),
    [
        ("missing", "out", "no folder"),
        ("submitted", "submitted/out", "lies among the submissions"),
        ("submitted", "submitted", "lies among the submissions"),
    ],
)
def test_a_wrong_folder_is_one_sentence(
    fake, submitted: Path, tmp_path: Path, capsys, given: str, out: str, words: str
) -> None:
    """It says what was expected; nothing is graded and nothing is made."""
    workers = fake()
    assert grade(tmp_path / given, tmp_path / out) == 1
    assert words in capsys.readouterr().err
    assert workers.asked == []


@pytest.mark.slow
def test_a_large_class_takes_no_more_memory_than_a_small_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Between the hundredth and the thousandth submission this process grows by a few MB at most."""
    for number in range(1000):
        hand_in_bytes(tmp_path / "submitted", f"s{number:04d}", b"{}")
    sizes: list[int] = []

    def measured(tasks, settings, jobs):
        for graded in Fake()(tasks, settings, jobs):
            yield graded
            sizes.append(psutil.Process().memory_info().rss)

    monkeypatch.setattr(batch, "grade_here", measured)
    assert grade(tmp_path / "submitted", tmp_path / "out", json=tmp_path / "r.json") == 0
    sizes.append(psutil.Process().memory_info().rss)
    assert len(report(tmp_path / "r.json")) == 1000
    assert sizes[-1] - sizes[100] < 12 * 2**20
