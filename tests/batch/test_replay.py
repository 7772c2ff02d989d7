"""One student's run is asked again from what the grades folder keeps: the same verdicts, or a sentence why not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from autograder.batch.batch import grade
from autograder.batch.replay import replay
from tests.support.classroom import hand_in

HALF = "def clip(gradients, maxValue):\n    return {k: np.minimum(v, maxValue) for k, v in gradients.items()}"
LATER = HALF.replace("minimum", "maximum")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded class of one, with one exercise handed in."""
    folder = tmp_path_factory.mktemp("replay")
    hand_in(folder / "submitted", "ada", clip=HALF, sample=None, optimize=None, model=None)
    assert grade(folder / "submitted", folder / "out", jobs=1) == 0
    return folder


def kept(out: Path) -> dict[str, bytes]:
    """Return all that is in a folder."""
    return {str(path): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_the_same_submission_gets_the_same_verdicts_and_nothing_is_written(graded: Path, capsys) -> None:
    """Under the seed of its run, from where it was or from where it is said to be now."""
    before = kept(graded / "out")
    shutil.copytree(graded / "submitted", graded / "moved", dirs_exist_ok=True)
    assert replay(graded / "out", "ada") == replay(graded / "out", "ada", graded / "moved") == 0
    seed = json.loads((graded / "out" / "run.json").read_text())["seed"]
    said = capsys.readouterr().out
    assert f"every verdict is the same, 8 of 70 points, with seed {seed}" in said
    assert kept(graded / "out") == before


def test_a_verdict_that_was_changed_is_found(graded: Path, tmp_path: Path, capsys) -> None:
    """The check is named, with what was said then and now."""
    shutil.copytree(graded / "out", tmp_path / "out")
    (path,) = (tmp_path / "out" / "results").rglob("*.json")
    text = path.read_text().replace('"passed": false', '"passed": true', 1)
    path.write_text(text)
    assert replay(tmp_path / "out", "ada") == 1
    assert "passed when it was graded, failed (“" in capsys.readouterr().out


def test_what_is_missing_or_has_changed_is_said_plainly(graded: Path, tmp_path: Path, capsys) -> None:
    """The run, the result, the submissions, the student, and the bytes that were handed in."""
    hand_in(tmp_path / "submitted", "ada", clip=LATER, sample=None, optimize=None, model=None)
    out = graded / "out"
    for arguments, sentence in (
        ((tmp_path / "nowhere", "ada"), "There is no run.json"),
        ((out, "bob"), "no result of bob"),
        ((out, "ada", tmp_path / "nothing"), "say where they are with --submitted"),
        ((out, "ada", tmp_path / "submitted"), "its bytes have changed"),
    ):
        assert replay(*arguments) == 1
        assert sentence in capsys.readouterr().out
