"""One student's run is asked again from what the grades folder keeps: the same verdicts, or a sentence why not."""

from __future__ import annotations

import functools
import shutil
from pathlib import Path

import pytest

from autograder.batch.replay import replay
from autograder.grading.run import Run
from tests.support.batches import report, totals
from tests.support.classroom import hand_in

STUDENT = "wrong_clip"


@pytest.fixture(scope="module", autouse=True)
def drawn_once():
    """The questions of a run are drawn once for all that is asked again: they follow from its seed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Run, "draw", functools.cache(Run.draw))
        yield


def kept(out: Path) -> dict[str, bytes]:
    """Return all that is in a folder."""
    return {str(path): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_the_same_submission_gets_the_same_verdicts_and_nothing_is_written(graded, capsys) -> None:
    """Under the seed of its run, from where it was handed in."""
    folder, _ = graded
    before = kept(folder / "out")
    assert replay(folder / "out", STUDENT) == 0
    seed, points = report(folder / "out" / "run.json")["seed"], totals(folder / "report.json")[STUDENT]
    said = capsys.readouterr().out
    assert f"every verdict is the same, {points:g} of 70 points, with seed {seed}" in said
    assert kept(folder / "out") == before


def test_a_verdict_that_was_changed_is_found(graded, tmp_path: Path, capsys) -> None:
    """The check is named, with what was said then and now; the submissions may lie elsewhere by then."""
    folder, out = graded[0], tmp_path / "out"
    shutil.copytree(folder / "submitted" / STUDENT, tmp_path / "moved" / STUDENT)
    shutil.copytree(folder / "out", out)
    (path,) = (path for path in (out / "results").rglob("*.json") if report(path)["student"] == STUDENT)
    path.write_text(path.read_text().replace('"passed": false', '"passed": true', 1))
    assert replay(out, STUDENT, tmp_path / "moved") == 1
    assert "passed when it was graded, failed (“" in capsys.readouterr().out


def test_what_is_missing_or_has_changed_is_said_plainly(graded, tmp_path: Path, capsys) -> None:
    """The run, the result, the submissions, the student, and the bytes that were handed in."""
    hand_in(tmp_path / "submitted", STUDENT)
    out = graded[0] / "out"
    for arguments, sentence in (
        ((tmp_path / "nowhere", STUDENT), "There is no run.json"),
        ((out, "bob"), "no result of bob"),
        ((out, STUDENT, tmp_path / "nothing"), "say where they are with --submitted"),
        ((out, STUDENT, tmp_path / "submitted"), "its bytes have changed"),
    ):
        assert replay(*arguments) == 1
        assert sentence in capsys.readouterr().out
