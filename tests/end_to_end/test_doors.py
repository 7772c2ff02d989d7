"""Every door into the course opens, or says in a sentence what to do: the first cell, the wheel, an older Python."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.course import release
from autograder.exercises import masters
from beyond import packages
from utils.feedback import contract

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
PROBE = "\nprint('from', sys.modules['utils'].__file__, load_dinosaurs()[:5], check.__module__)"


def first_cell(name="clip"):
    """The first code cell of a committed notebook."""
    cells = nbformat.read(NOTEBOOKS / "dinosaur_island" / f"{name}.ipynb", as_version=4).cells
    return next(cell.source for cell in cells if cell.cell_type == "code")


def run(folder, code=None, python=(sys.executable, "-I")):
    """Run the first cell, as a script, in a folder that knows nothing of this repository."""
    command = [*python, "-c", (first_cell() if code is None else code) + PROBE]
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A Python that has NumPy and the like, but does not know this repository: how a student's own is."""
    folder = tmp_path_factory.mktemp("bare")
    here = next(Path(place) for place in sys.path if Path(place, "numpy", "__init__.py").is_file())
    packages_of = folder / "packages"
    packages_of.mkdir()
    for entry in here.iterdir():
        if "dinosaur" not in entry.name.casefold() and entry.suffix != ".pth":
            (packages_of / entry.name).symlink_to(entry)
    code = f"import sys; sys.path[:] = [p for p in sys.path if 'site-packages' not in p] + [{str(packages_of)!r}]\n"
    return (sys.executable, "-I", "-S"), code


@pytest.fixture(scope="module")
def course_zip(tmp_path_factory):
    """The students' zip file, made of what is committed."""
    path = tmp_path_factory.mktemp("zip") / "dinosaur_island.zip"
    kept = [*NOTEBOOKS.glob("[a-z]*/*.ipynb"), *(ROOT / "utils" / "feedback").glob("*.json")]
    with pytest.MonkeyPatch.context() as patch:
        files = {str(file.relative_to(ROOT)): file.read_bytes() for file in kept}
        patch.setattr(release, "generated", lambda: files)
        assert release.release(path) == 0
    return path


def opened(bare, folder):
    """Run the first cell under the bare Python and return what it printed, or its last line of error."""
    python, before = bare
    done = run(folder, before + first_cell(), python)
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


def test_every_notebook_has_the_same_first_cell():
    """One door to keep open."""
    names = [*masters.names(), Path(contract.START_PAGE).stem]
    assert {first_cell(name) for name in names} == {first_cell()}


@pytest.mark.parametrize("place", [pytest.param("work/dinosaur_island", marks=pytest.mark.slow), "work", "."])
def test_the_course_is_found_from_the_folders_that_editors_start_in(bare, tmp_path, place):
    """Beside the notebook, one folder up, and at the root."""
    for name in ("utils", "data"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / place).mkdir(parents=True, exist_ok=True)
    said = opened(bare, tmp_path / place)
    assert said.startswith("from ") and said.endswith("utils/__init__.py aache utils.feedback.check")


def test_a_lone_notebook_says_what_it_misses(bare, tmp_path):
    """One sentence in place of "No module named 'utils'"; the same where another module has that name."""
    said = opened(bare, tmp_path)
    assert said.startswith("ImportError: The course's folder utils is not here.") and "dinosaur_island.zip" in said
    (tmp_path / "utils.py").write_text("somebody_else = 1")
    python, before = bare
    done = run(tmp_path, f"{before}\nsys.path.insert(0, '.')\n{first_cell()}", python)
    assert done.stderr.strip().splitlines()[-1] == said


@pytest.mark.slow
@pytest.mark.parametrize("name", ["dinosaur_island.zip", "dinosaur_island (1).zip"])
def test_a_lone_notebook_takes_the_course_out_of_its_zip_file(bare, tmp_path, course_zip, name):
    """On Colab or a desktop, with the zip file beside it; what is there already is not written over."""
    shutil.copy(course_zip, tmp_path / name)
    mine = tmp_path / "dinosaur_island/notebooks/dinosaur_island/clip.ipynb"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    assert opened(bare, tmp_path).endswith("dinosaur_island/utils/__init__.py aache utils.feedback.check")
    assert mine.read_text() == "mine"


def test_half_a_zip_file_and_another_s_are_left_alone(bare, tmp_path):
    """An upload that is still under way is no course, and a file of that name may hold something else."""
    (tmp_path / "dinosaur_island.zip").write_bytes(b"PK\x03\x04 half")
    with zipfile.ZipFile(tmp_path / "dinosaur_island_mine.zip", "w") as archive:
        archive.writestr("clip.ipynb", "{}")
    assert "utils is not here" in opened(bare, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dinosaur_island.zip", "dinosaur_island_mine.zip"]


def test_a_python_without_numpy_says_so(tmp_path):
    """The wrong kernel is named, with what to do."""
    (tmp_path / "utils").symlink_to(ROOT / "utils")
    done = run(tmp_path, None, (sys.executable, "-I", "-S"))
    assert "NumPy cannot be used by this Python" in done.stderr.strip().splitlines()[-1]


def test_an_older_python_is_told_which_one_is_needed(tmp_path):
    """Before anything that it cannot read; the number is the contract's."""
    shutil.copytree(ROOT / "utils", tmp_path / "utils", ignore=shutil.ignore_patterns("__pycache__"))
    older = "import sys\nsys.version_info = (3, 9, 2)\n"
    done = run(tmp_path, older + first_cell())
    assert f"RuntimeError: The course needs Python {contract.PYTHONS[0]} or newer, and this is 3.9" in done.stderr
    source = (ROOT / "utils/__init__.py").read_text(encoding="utf-8")
    assert re.search(r"version_info < \((\d+), (\d+)\)", source).groups() == tuple(contract.PYTHONS[0].split("."))
    compile(source.partition("from .text")[0], "utils", "exec", dont_inherit=True)


@pytest.mark.slow
def test_the_zip_file_is_a_wheel_to_pip(tmp_path, course_zip):
    """`pip install dinosaur_island.zip` gives a `utils` that has its data and its checks, and nothing of the grader."""
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", str(course_zip)]
    subprocess.run([*command, "-w", str(tmp_path)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "installed")
    assert "utils/data/dinos.txt" in names and not [name for name in names if "autograder" in name]
    (tmp_path / "elsewhere").mkdir()
    code = f"import sys\nsys.path.insert(0, {str(tmp_path / 'installed')!r})\n"
    done = run(tmp_path / "elsewhere", code + first_cell())
    assert done.stdout.strip() == f"from {tmp_path}/installed/utils/__init__.py aache utils.feedback.check", done.stderr


def beyond_output(name):
    """Run a notebook beyond the graded part without its packages, and return what its cells showed."""
    notebook = nbformat.read(NOTEBOOKS / "beyond" / f"{name}.ipynb", as_version=4)
    hide = "import importlib.util as _u; _find = _u.find_spec\n_u.find_spec = lambda n, *a: None if n == 'optax' else "
    hide += "_find(n, *a)"
    notebook.cells.insert(0, nbformat.v4.new_code_cell(hide))
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(NOTEBOOKS / "beyond")}}).execute()
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["masked_lstm", "nietzsche", "shakespeare"])
def test_a_notebook_beyond_without_its_packages_says_one_sentence_and_no_more(name):
    """Every later cell is silent, and raises nothing."""
    (output,) = beyond_output(name)
    assert output.text.startswith("This notebook needs ") and "optax" in output.text
    assert f"%pip install {' '.join(packages.NEEDED)}" in output.text and output.text.count("\n") == 1


def test_every_line_that_installs_what_is_beyond_is_complete():
    """The three packages, wherever one of them is named to pip."""
    texts = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("autograder/course/**/*.[mpt]*")]
    kept = [path for path in texts if path.suffix in (".md", ".py", ".txt")]
    lines = [line for path in kept for line in path.read_text(encoding="utf-8").splitlines()]
    install = [line for line in lines if "pip install" in line and ("keras" in line or "jax" in line)]
    assert install and all(" ".join(packages.NEEDED) in line for line in install)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    extra = re.search(r"^beyond = (\[.*\])$", project, re.MULTILINE).group(1)
    assert [re.match(r"\w+", name).group() for name in json.loads(extra)] == list(packages.NEEDED)
