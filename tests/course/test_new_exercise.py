"""`autograder new` makes all files of an exercise, with marked gaps, or none."""

from __future__ import annotations

import ast
import shutil
import tomllib
from pathlib import Path

import pytest

from autograder.course.new_exercise import PLACES, TEMPLATES, new_exercise

ROOT = Path(__file__).parents[2]


@pytest.fixture
def course(tmp_path):
    """What `new` looks at: the folders, one exercise with a place, one whose description is broken, and `utils`."""
    for place in (
        "autograder/exercises/third",
        "autograder/exercises/broken",
        "utils/feedback/exercises",
        "notebooks/x",
    ):
        (tmp_path / place).mkdir(parents=True)
    (tmp_path / "autograder/exercises/third/exercise.toml").write_text("order = 3\n")
    (tmp_path / "autograder/exercises/broken/exercise.toml").write_text("order = = 3\n")
    (tmp_path / "notebooks/x/read_on.ipynb").touch()
    shutil.copy(ROOT / "utils" / "__init__.py", tmp_path / "utils")
    return tmp_path


def files(folder: Path) -> list[Path]:
    """Everything below a folder."""
    return sorted(folder.rglob("*"))


def test_every_file_of_the_exercise_is_made(course, capsys):
    """Each is what it should be already, but for the gaps; the new exercise comes last."""
    assert new_exercise("temperature", course) == 0
    folder = course / "autograder/exercises/temperature"
    made = [folder / place for place in PLACES.values()] + [course / "utils/feedback/exercises/temperature.py"]
    for path in made:
        text = path.read_text()
        assert "%" not in text.replace("# %%", "")
        if path.suffix == ".py":
            ast.parse(text)
            assert "temperature" in text
    assert tomllib.loads((folder / "exercise.toml").read_text())["order"] == 4
    assert "FILL IN" in (folder / "master.py").read_text()
    assert not list(course.rglob(".new-*"))
    assert "autograder/exercises/temperature/" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("two words", "lower-case letters"),
        ("Temperature", "lower-case letters"),
        ("2nd", "lower-case letters"),
        ("../escape", "lower-case letters"),
        ("größe", "lower-case letters"),
        ("", "lower-case letters"),
        ("lambda", "a word of Python itself"),
        ("third", "autograder/exercises/third is there already"),
        ("softmax", "`utils` gives students"),
        ("feedback", "`utils` gives students"),
        ("read_on", "notebooks/x/read_on.ipynb is there already"),
    ],
)
def test_a_name_that_cannot_be_is_refused_in_a_sentence(course, capsys, name, reason):
    """Nothing is written, and the sentence says what to do."""
    before = files(course)
    assert new_exercise(name, course) == 1
    said = capsys.readouterr().out
    assert said.startswith("No exercise was made: ") and reason in said
    assert files(course) == before


@pytest.mark.parametrize("name", ["masters", "registry"])
def test_a_module_of_the_course_is_not_replaced(capsys, name):
    """A name that one of the course's own modules has is taken."""
    assert new_exercise(name, ROOT) == 1
    assert "is there already" in capsys.readouterr().out


@pytest.mark.parametrize("method", ["rename", "write_text"])
def test_what_fails_half_way_leaves_nothing(course, monkeypatch, capsys, method):
    """A full disk, or a folder that may not be written: as if the command had not been given."""
    before = files(course)

    def full(*arguments, **named):
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, method, full)
    assert new_exercise("temperature", course) == 1
    assert "No space left" in capsys.readouterr().out
    assert files(course) == before


def test_every_template_has_its_place():
    """No template is forgotten, none is missing."""
    assert {path.name for path in TEMPLATES.iterdir()} == {*PLACES, "feedback.py.txt"}
