"""The students' zip file: what is in it, what is not, the same bytes every time, and that it works elsewhere."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.course import release as packing
from autograder.course.release import TOP, contents, release, requirements
from autograder.errors import BuildRefused
from autograder.exercises import masters
from utils.feedback import contract

# The whole course is built for it.
pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", autouse=True)
def built_once(generated_files):
    """The generated files are made once for all tests: that they are the same every time is the build's own test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "generated", lambda: generated_files)
        yield


@pytest.fixture(scope="module")
def archive(tmp_path_factory, built_once):
    """The zip file, written once."""
    path = tmp_path_factory.mktemp("release") / "course.zip"
    assert release(path) == 0
    return path


@pytest.fixture
def names(archive):
    """What is in the zip file, below its top folder."""
    with zipfile.ZipFile(archive) as zipped:
        return [name.removeprefix(f"{TOP}/") for name in zipped.namelist()]


def test_committed_files_are_equal_to_the_byte(generated_files, committed_files):
    """Every generated file in the repository is what its source makes of it."""
    made = {**generated_files, **committed_files}
    stale = [path for path in made if generated_files.get(path) != committed_files.get(path)]
    assert not stale, "run `make notebooks` and commit"


def test_students_get_notebooks_utils_data_and_set_up_files(names):
    """All that the README speaks of is there."""
    wanted = {f"notebooks/dinosaur_island/{name}.ipynb" for name in masters.names()}
    wanted |= {f"utils/feedback/{name}.json" for name in masters.names()}
    wanted |= {"README.md", "LICENSE", "environment.yml", "requirements.txt", "data/dinos.txt", "utils/__init__.py"}
    assert wanted <= set(names)


def test_students_get_nothing_of_the_grader(archive, names):
    """No file of it, and no file that imports it."""
    assert not [name for name in names if "autograder" in name or "master" in name or name.startswith("tests")]
    with zipfile.ZipFile(archive) as zipped:
        for name in names:
            if name.endswith(".py"):
                tree = ast.parse(zipped.read(f"{TOP}/{name}"))
                modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
                modules += [
                    alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
                ]
                assert not [module for module in modules if module.startswith(("autograder", "nbgrader"))], name


def test_students_get_no_solution(archive):
    """No line that only a solution has is anywhere in the zip file."""
    text = archive.read_bytes().decode("utf-8", "replace")
    for name in masters.names():
        region = re.search(r"### BEGIN SOLUTION\n(.*?)### END", masters.solution(name), re.DOTALL).group(1)
        whole = "\n".join(line.strip() for line in region.strip().splitlines())
        assert whole not in "\n".join(line.strip() for line in text.splitlines())
    assert "BEGIN HIDDEN" not in text and "BEGIN SOLUTION" not in text


def test_caches_hidden_files_and_answers_stay_behind(tmp_path):
    """Nothing that an editor, an interpreter or a student leaves lying about is packed: unpacking the zip file over an
    older one cannot reach an answer in `work/`.
    """
    for name in ("pyproject.toml", "environment.yml", "LICENSE", "setup.py"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    litter = [
        "work/dinosaur_island/clip.ipynb",
        "utils/.ipynb_checkpoints/a.py",
        "utils/__pycache__/b.py",
        "data/.c.txt",
        "utils/d.py~",
        "data/e.npz",
    ]
    for name in (*litter, "utils/kept.py", "data/kept.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    packed = contents(tmp_path)
    assert {"utils/kept.py", "data/kept.txt"} <= set(packed)
    assert not set(litter) & set(packed)


def test_everything_lies_below_one_folder(archive):
    """Unpacking never litters, and no name leads out of the folder."""
    with zipfile.ZipFile(archive) as zipped:
        assert all(name.startswith(f"{TOP}/") and ".." not in name for name in zipped.namelist())
        assert zipped.namelist() == sorted(zipped.namelist())


def test_two_releases_are_equal_to_the_byte(archive, tmp_path):
    """A published checksum stays true."""
    assert release(tmp_path / "again.zip") == 0
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()


def test_the_zip_knows_no_time_no_user_and_no_compressor(archive):
    """What would differ from machine to machine is fixed."""
    with zipfile.ZipFile(archive) as zipped:
        for entry in zipped.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0) and entry.compress_type == zipfile.ZIP_STORED
            assert entry.create_system == 3 and entry.external_attr == 0o644 << 16


def test_requirements_are_the_ranges_of_the_contract():
    """One line a package, below a comment that names the Pythons."""
    lines = requirements().splitlines()
    assert lines[0].startswith("#") and contract.requires_python() in lines[0]
    assert lines[1:] == contract.requirements() and "numba>=0.61" in lines
    assert not [line for line in lines if "nbgrader" in line or "--hash" in line]


def test_the_readme_names_every_notebook_in_order():
    """A reader at midnight has only this file."""
    text = contents()["README.md"].decode()
    places = [text.index(f"`{name}.ipynb`") for name in masters.names()]
    assert places == sorted(places)
    assert "pip install -r requirements.txt" in text and "conda env create -f environment.yml" in text


def test_a_refused_course_is_not_released(tmp_path, monkeypatch, capsys):
    """The older file stays as it was."""
    path = tmp_path / "course.zip"
    path.write_bytes(b"old")

    def refuse():
        raise BuildRefused("clip: a reason")

    monkeypatch.setattr(packing, "generated", refuse)
    assert release(path) == 1
    assert path.read_bytes() == b"old"
    assert "clip: a reason" in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_said(tmp_path, capsys):
    """No traceback for a slip of the keyboard."""
    assert release(tmp_path / "nowhere" / "course.zip") == 1
    assert "there is no folder" in capsys.readouterr().out


def fresh_environment(home):
    """This process's environment without a trace of our own interpreter."""
    dropped = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "JUPYTER_PATH", "IPYTHONDIR"}
    env = {key: value for key, value in os.environ.items() if key not in dropped}
    own = str(Path(sys.executable).parent)
    env["PATH"] = os.pathsep.join(part for part in env["PATH"].split(os.pathsep) if part != own)
    return {**env, "JUPYTER_CONFIG_DIR": str(home / "jupyter"), "IPYTHONDIR": str(home / "ipython")}


RUN = """
import nbformat, sys
from nbclient import NotebookClient
for path in sys.argv[1:]:
    notebook = nbformat.read(path, as_version=4)
    settings = {"metadata": {"path": "work/dinosaur_island"}}
    NotebookClient(notebook, timeout=60, kernel_name="python3", resources=settings).execute()
    print(path, "ran")
"""


def test_the_zip_works_from_an_empty_folder(archive, tmp_path):
    """Unpacked elsewhere and set up by the very commands of its README, its notebooks run with answers put in."""
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(tmp_path)
    course = tmp_path / TOP
    env = fresh_environment(tmp_path)

    def run(*command):
        done = subprocess.run(command, cwd=course, env=env, capture_output=True, text=True, check=False, timeout=580)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    block = re.search(r"\*\*macOS or Linux\*\*\n\n((?:    .*\n)+)", (course / "README.md").read_text()).group(1)
    make, install, lab = [line.strip().split() for line in block.strip().splitlines()]
    assert make[0] == "python3" and lab[1:] == ["-m", "utils.lab"]
    run(getattr(sys, "_base_executable", sys.executable), *make[1:])
    run(*install)
    assert run(*lab, "--version").splitlines()[-1].startswith("4.")
    for name in masters.names():
        path = course / f"work/dinosaur_island/{name}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        next(cell for cell in notebook["cells"] if cell["id"] == name)["source"] = masters.solution(name)
        path.write_text(json.dumps(notebook), encoding="utf-8")
    printed = run(".venv/bin/python", "-c", RUN, *(f"work/dinosaur_island/{name}.ipynb" for name in masters.names()))
    assert printed.count(" ran\n") == 4
