"""A download of a learning platform is graded by the command as the same class in nbgrader's layout is."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.batches import command, report
from tests.support.classroom import notebook
from tests.support.downloads import PEOPLE, PLATFORMS, write, zipped

ANSWERS = {"ada": None, "zoe": "", "max": None}


def graded(place: Path, out: Path) -> tuple[subprocess.CompletedProcess, list]:
    """Grade by the command; return how it went, and each student's scores without the names."""
    done = subprocess.run(
        command(place, out, "--json", f"{out}.json", "--jobs", "1", "--seed", "7"), capture_output=True, text=True
    )
    found = report(Path(f"{out}.json")) if Path(f"{out}.json").exists() else {}
    return done, sorted([entry["score"] for entry in entries.values()] for entries in found.values())


@pytest.mark.slow
def test_marks_do_not_depend_on_the_platform(tmp_path: Path) -> None:
    """Zipped Moodle folders and nbgrader's own; the first is laid out in the grades folder for nbgrader's commands."""
    answers = {name: json.dumps(notebook("clip", ANSWERS[name])).encode() for name in ANSWERS}
    for platform in ("nbgrader", "moodle with online text"):
        files: dict[str, bytes] = {}
        for person in PEOPLE:
            mine = PLATFORMS[platform](*person)
            files |= {name: answers[person[2]] for name in mine if name.endswith("clip.ipynb")}
        write(tmp_path / platform, files)
        (tmp_path / f"{platform}.zip").write_bytes(zipped(files))
    plain, expected = graded(tmp_path / "nbgrader", tmp_path / "plain")
    done, scores = graded(tmp_path / "moodle with online text.zip", tmp_path / "grades")
    assert plain.returncode == done.returncode == 0, plain.stderr + done.stderr
    assert scores == expected and len(scores) == 3
    assert "Taken for: Moodle's download" in done.stderr and "Ada Lovelace_10231" in done.stderr
    laid_out = tmp_path / "grades" / "submitted" / "Ada Lovelace_10231" / "dinosaur_island" / "clip.ipynb"
    assert laid_out.read_bytes() == answers["ada"]
    assert (tmp_path / "grades" / "students.csv").read_text(encoding="utf-8").count("assignsubmission") == 3


def test_what_is_no_class_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    """Exit status 2, and no output folder."""
    write(tmp_path / "essays", {"ada/essay.docx": b"", "max/essay.docx": b""})
    done, _ = graded(tmp_path / "essays", tmp_path / "grades")
    assert done.returncode == 2
    assert "essay.docx" in done.stderr or "2 .docx" in done.stderr
    assert not (tmp_path / "grades").exists()
