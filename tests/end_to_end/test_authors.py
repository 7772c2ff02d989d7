"""The authors' page, followed to the letter in a copy of the course: a fifth exercise, from nothing to marks."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "authors.md"
BLOCK = re.compile(r"(?:^`(?P<path>[^`\n]+)`:\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "build", "work", "shared")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The course in a folder of its own."""
    folder = tmp_path_factory.mktemp("authors") / "course"
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    programs = folder.parent / "bin"
    programs.mkdir()
    command = programs / "autograder"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m autograder "$@"\n')
    command.chmod(0o755)
    return folder


def run(folder: Path, command: str) -> tuple[int, str]:
    """Run a command of the page; return its status, and all that it printed."""
    path = f"{folder.parent / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    surroundings = {**os.environ, "PATH": path, "PYTHONPATH": str(folder)}
    done = subprocess.run(
        command, shell=True, cwd=folder, env=surroundings, capture_output=True, text=True, timeout=1800
    )
    return done.returncode, done.stdout + done.stderr


def follow(folder: Path, page: str) -> None:
    """Write each file of the page and give each command, and hold what it prints against what the page says."""
    for block in BLOCK.finditer(page):
        if block["path"]:
            path = folder / block["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"])
            continue
        assert block["kind"] == "console", f"a block that is neither a file nor commands: {block[0]}"
        for session in re.split(r"(?m)^\$ ", block["text"])[1:]:
            command, *expected = session.splitlines()
            _, said = run(folder, command)
            place = 0
            for line in expected:
                if line != "...":
                    assert line in said[place:], f"$ {command}\n{said}"
                    place = said.index(line, place) + len(line)
            assert "Traceback" not in said


@pytest.fixture(scope="module")
def followed(copy):
    """The copy after the whole page."""
    follow(copy, PAGE.read_text())
    return copy


def test_the_exercise_is_built_and_handed_out(followed):
    """The notebook is in the students' zip, without its solution; the module that reads answers is, too."""
    with zipfile.ZipFile(followed / "course.zip") as archive:
        notebook = archive.read("dinosaur_island/notebooks/dinosaur_island/temperature.ipynb").decode()
        files = archive.namelist()
    assert "def temperature(scores, T):" in notebook and "softmax(scores / T)" not in notebook
    assert {f"dinosaur_island/utils/feedback/{file}" for file in ("temperature.json", "exercises/temperature.py")} <= {
        *files
    }


def test_the_class_is_graded(followed):
    """By the points that were changed in the end: the right answer has all, the wrong one loses what it is about."""
    table = (followed / "grades/grades.csv").read_text().splitlines()
    rows = {row["student"]: row for row in csv.DictReader(table)}
    assert (rows["ada"]["temperature"], rows["ben"]["temperature"]) == ("12", "2")


def test_the_pages_say_what_was_wrong(followed):
    """The student's page has the message, the overview the exercise."""
    page = followed / "grades/feedback/ben/dinosaur_island/temperature.html"
    assert "The scores are multiplied by T; they should be divided by it." in page.read_text()
    assert "temperature" in (followed / "grades/overview.html").read_text()


def test_nbgrader_reads_the_marks(followed):
    """Its own command gave the same ones on the way, and what it reads now is what the table says."""
    with Gradebook(f"sqlite:///{followed}/grades/gradebook.db") as gradebook:
        marks = {
            student: gradebook.find_submission_notebook("temperature", "dinosaur_island", student).score
            for student in ("ada", "ben")
        }
    assert marks == {"ada": 12, "ben": 2}


def test_the_files_of_the_page_pass_the_checks_of_the_project(followed):
    """What the page shows is written as all else is."""
    places = "autograder/exercises/temperature utils/feedback/exercises/temperature.py --exclude master.py,answers"
    config = f"--config {ROOT / 'pyproject.toml'}"
    for command in ("check", "format --check"):
        status, said = run(followed, f"ruff {command} {config} {places}")
        assert status == 0, said


def test_the_templates_build_once_their_gaps_are_filled(copy):
    """An author who only fills in has an exercise that may be handed out."""
    status, said = run(copy, "autograder new doubled")
    assert status == 0, said
    filled = {
        'raise NotImplementedError("FILL IN: the solution in place of this line")': "return 2 * x",
        'raise NotImplementedError("FILL IN: the answer in place of this line")': "return x + x",
    }
    files = [*(copy / "autograder/exercises/doubled").rglob("*.*"), copy / "utils/feedback/exercises/doubled.py"]
    try:
        for path in filter(Path.is_file, files):
            text = path.read_text()
            for gap, words in filled.items():
                text = text.replace(gap, words)
            path.write_text(re.sub(r"FILL IN: ", "", text))
        status, said = run(copy, f"{sys.executable} -c '{CERTIFY}'")
        assert (status, said.splitlines()[-1]) == (0, "[]"), said
    finally:
        shutil.rmtree(copy / "autograder/exercises/doubled")
        (copy / "utils/feedback/exercises/doubled.py").unlink()


CERTIFY = """
from autograder.course.build import refuse_giveaways, refuse_unfinished
from autograder.course import assignment, verify
from autograder.exercises import EXERCISES
refuse_unfinished()
refuse_giveaways("doubled", assignment.student("doubled"))
EXERCISES["doubled"].fixture()
EXERCISES["doubled"].certificates()
print(verify.refusals("doubled"))
"""


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("exercise.toml", "title = ", "clip/exercise.toml is not valid TOML: "),
        ("cases.py", "def", "clip/cases.py, line 1: this is not valid Python"),
        ("cases.py", "1 / 0\n", "clip/cases.py, line 1: ZeroDivisionError: division by zero."),
        (
            "mistakes.py",
            "import nowhere\n",
            "clip/mistakes.py, line 1: ModuleNotFoundError: No module named 'nowhere'.",
        ),
        ("master.py", "", 'clip/master.py has 0 cells marked `# %% role="answer"`; it should have one.'),
        ("__init__.py", "", "clip: AttributeError: module 'autograder.exercises.clip' has no attribute 'EXERCISE'."),
    ],
)
def test_a_broken_exercise_is_told_in_a_sentence(copy, file, text, said):
    """The build says which file, which line, and what is wrong with it; nothing is written."""
    path = copy / "autograder/exercises/clip" / file
    before = path.read_text()
    path.write_text(text)
    try:
        status, printed = run(copy, "autograder build")
    finally:
        path.write_text(before)
    assert status == 1 and said in printed and "Traceback" not in printed, printed
