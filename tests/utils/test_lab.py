"""The working copy: made once, never overwritten, and the same notebooks work in it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.exercises import masters
from utils import lab

ROOT = Path(__file__).resolve().parents[2]


def write(path: Path, answer: str, text: str = "Read me.") -> None:
    """Write a notebook with one answer cell below one text cell."""
    cells = [
        {"cell_type": "markdown", "id": "t", "metadata": {}, "source": [text]},
        {"cell_type": "code", "id": "clip", "metadata": {"nbgrader": {"solution": True}}, "source": [answer]},
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A small course: one notebook to answer, one to read, one picture."""
    write(tmp_path / "notebooks/island/clip.ipynb", "stub")
    write(tmp_path / "notebooks/beyond/poet.ipynb", "read")
    (tmp_path / "notebooks/island/figure.png").write_bytes(b"picture")
    (tmp_path / "notebooks/island/.ipynb_checkpoints").mkdir()
    (tmp_path / "notebooks/island/.ipynb_checkpoints/clip-checkpoint.ipynb").write_text("{}")
    return tmp_path


def test_everything_is_copied_once_and_hidden_files_are_not(course):
    """The first call makes the copy and says where; the second finds it and copies nothing."""
    first = lab.working_copy(course)
    assert first.folder == course / "work" and str(first.folder) in str(first)
    assert first.made == ("beyond/poet.ipynb", "island/clip.ipynb", "island/figure.png")
    for name in first.made:
        assert (course / "work" / name).read_bytes() == (course / "notebooks" / name).read_bytes()
    second = lab.working_copy(course)
    assert second.made == second.outdated == () and "Copied" not in str(second)


def test_an_answer_is_never_overwritten(course):
    """Neither where the course stays nor where it changes; the change is told, with the way to the new one."""
    lab.working_copy(course)
    mine = course / "work/island/clip.ipynb"
    write(mine, "my answer")
    before = mine.read_bytes()
    assert lab.working_copy(course).outdated == ()
    write(course / "notebooks/island/clip.ipynb", "stub", text="Read me more carefully.")
    again = lab.working_copy(course)
    assert again.outdated == ("island/clip.ipynb",) and mine.read_bytes() == before
    assert "notebooks/island/clip.ipynb since your copy was made" in str(again)
    mine.rename(mine.with_name("mine.ipynb"))
    assert lab.working_copy(course).made == ("island/clip.ipynb",)
    assert lab.working_copy(course).outdated == ()
    assert mine.with_name("mine.ipynb").read_bytes() == before


def test_an_answer_written_in_the_course_s_own_folder_is_no_change_of_the_course(course):
    """It goes along into the copy; taking it out of there again is nothing to be told of."""
    write(course / "notebooks/island/clip.ipynb", "an answer")
    lab.working_copy(course)
    assert "an answer" in (course / "work/island/clip.ipynb").read_text()
    write(course / "notebooks/island/clip.ipynb", "stub")
    assert lab.working_copy(course).outdated == ()


def test_a_new_notebook_of_the_course_joins_the_copy(course):
    """An exercise that is added in the term is there the next time."""
    lab.working_copy(course)
    write(course / "notebooks/island/sample.ipynb", "stub")
    assert lab.working_copy(course).made == ("island/sample.ipynb",)


@pytest.mark.parametrize("record", [b"", b"[1]", b"\xff{", None], ids=["empty", "list", "bytes", "missing"])
def test_a_damaged_record_costs_nothing(course, record):
    """Without it the copies count as current, and stay."""
    lab.working_copy(course)
    write(course / "work/island/clip.ipynb", "my answer")
    path = course / "work" / lab.RECORD
    path.unlink() if record is None else path.write_bytes(record)
    assert lab.working_copy(course).made == ()
    assert "my answer" in (course / "work/island/clip.ipynb").read_text()


def test_what_stands_in_the_way_is_said(tmp_path, monkeypatch, capsys):
    """No notebooks, or a file called work: one sentence and status 1."""
    monkeypatch.setattr(lab, "COURSE", tmp_path)
    assert lab.main() == 1
    assert "there are no notebooks in" in capsys.readouterr().err
    write(tmp_path / "notebooks/island/clip.ipynb", "stub")
    (tmp_path / "work").write_text("a file of mine")
    assert lab.main() == 1
    assert "cannot be copied" in capsys.readouterr().err
    assert (tmp_path / "work").read_text() == "a file of mine"


def test_half_a_notebook_is_not_left_behind(course, monkeypatch):
    """A full disk must not leave a file that would count as the student's own for ever."""
    with pytest.raises(TypeError):
        lab._write_new(course / "work/island/new.ipynb", "text")
    assert not (course / "work/island/new.ipynb").exists()


def test_the_notebooks_find_the_course_from_the_copy(tmp_path):
    """Their first cell imports `utils` from the course two folders up, as in `notebooks/`, and finds the data."""
    for folder in ("utils", "data", "notebooks"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    folder = lab.working_copy(tmp_path).folder / "dinosaur_island"
    setups = set()
    for name in masters.names():
        cells = json.loads((folder / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
        setups |= {"".join(cell["source"]) for cell in cells if cell["id"] == f"{name}_setup"}
    probe = "import os; print(os.path.abspath(sys.modules['utils'].__file__), load_dinosaurs()[:5])"
    command = [sys.executable, "-I", "-c", "\n".join([*setups, probe])]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.stdout.split() == [str(tmp_path / "utils" / "__init__.py"), "aache"], done.stderr
