"""Nobody's work is overwritten: what was solved and saved is there after every command that writes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder.batch import batch
from autograder.batch.batch import grade
from autograder.course import assignment, verify
from autograder.course import build as building
from autograder.course import release as packing
from autograder.course.build import build, notebook_bytes
from autograder.course.release import release
from autograder.course.user_edits import SAVED, user_edits
from autograder.demo.demo import demo
from autograder.exercises import masters
from tests.support.batches import Fake, hand_in_bytes
from tests.support.classroom import notebook
from utils import lab

ROOT = Path(__file__).resolve().parents[2]
NOT_COPIED = (".*", "build", "work", "grades", "docs", "benchmarks", "*.egg-info", "__pycache__", "*.lock")


def blank(name: str = "clip") -> dict:
    """Return a notebook as the build makes it."""
    return json.loads(notebook_bytes(assignment.student(name)))


def saved_by_jupyter(node: dict) -> bytes:
    """Return a notebook's file as JupyterLab writes it: lines in lists, counts, the kernel's version."""
    node = json.loads(json.dumps(node))
    node["metadata"]["language_info"] = {"name": "python", "version": "3.11.7", "codemirror_mode": {"version": 3}}
    for count, cell in enumerate(node["cells"]):
        cell["source"] = cell["source"].splitlines(keepends=True) if isinstance(cell["source"], str) else cell["source"]
        if cell["cell_type"] == "code":
            cell |= {"execution_count": count, "outputs": []}
    return json.dumps(node, indent=1).encode()


def files(folder: Path) -> dict[str, str]:
    """Return the digest of every file in a folder but those of `build/` and of the interpreter."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and "__pycache__" not in name.parts and name.parts[0] not in ("build", ".venv"):
            found[str(name)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def test_a_notebook_as_the_build_left_it_holds_nobody_s_work():
    """Of this version of the course or another: the stub is known by nbgrader's checksum."""
    for name in masters.names():
        assert user_edits(notebook_bytes(assignment.student(name)), name, True) == ""
    for path in (ROOT / "notebooks").rglob("*.ipynb"):
        assert user_edits(path.read_bytes(), path.stem, path.stem in masters.names()) == ""


def _without_answer(node: dict) -> None:
    node["cells"] = [cell for cell in node["cells"] if cell["id"] != "clip"]


def _with_note(node: dict) -> None:
    node["cells"].append({"cell_type": "markdown", "id": "a1b2c3d4", "metadata": {}, "source": "My notes"})


def _with_output(node: dict) -> None:
    node["cells"][-1] |= {"cell_type": "code", "outputs": [{"output_type": "stream", "name": "stdout", "text": "hi"}]}


def _with_kernel(node: dict) -> None:
    node["metadata"]["language_info"]["version"] = "3.11.7"


def _beyond_use(node: dict) -> None:
    node["cells"][2]["metadata"] = None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_without_answer, "its answer cell is not there any more"),
        (_with_note, "it has cells that are not the course's (1)"),
        (_with_output, SAVED),
        (_with_kernel, SAVED),
        (_beyond_use, "it cannot be read as a notebook"),
    ],
)
def test_what_somebody_did_to_a_notebook_is_told(change, said):
    """An answer gone, notes added, cells run, a kernel attached, a file that is no notebook."""
    node = blank()
    change(node)
    assert user_edits(json.dumps(node).encode(), "clip", True) == said


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b"<<<<<<< HEAD\n{}", b"[" * 100_000])
def test_what_cannot_be_read_may_be_somebody_s_work(content):
    """Half a download, a merge that stopped: never replaced."""
    assert user_edits(content, "clip", True) == "it cannot be read as a notebook"


@pytest.mark.parametrize("exercise", masters.names())
@pytest.mark.parametrize("form", [lambda node: json.dumps(node).encode(), saved_by_jupyter], ids=["plain", "Jupyter's"])
def test_an_answer_is_known_in_every_notebook(exercise, form):
    """Whoever wrote the file."""
    assert user_edits(form(notebook(exercise)), exercise, True) == f"its answer cell ({exercise}) is not the stub"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A built course of two small notebooks, whose source has changed since."""
    made = {
        f"notebooks/dinosaur_island/{name}.ipynb": notebook_bytes(assignment.student(name))
        for name in ("clip", "sample")
    }
    monkeypatch.setattr(building, "generated", lambda: made)
    monkeypatch.setattr(verify, "prove", lambda: None)
    assert build(root=tmp_path) == 0
    for name, content in made.items():
        node = nbformat.reads(content.decode(), as_version=4)
        node.cells[0].source += " A sentence more."
        made[name] = notebook_bytes(node)
    return tmp_path


@pytest.mark.parametrize("content", [None, b"half a noteb"], ids=["answer", "unreadable"])
def test_the_build_refuses_to_replace_it_and_writes_nothing(course, capsys, content):
    """It names the file and what to do; the other notebook stays, too, until that is done."""
    mine = course / "notebooks/dinosaur_island/clip.ipynb"
    content = content or saved_by_jupyter(notebook("clip"))
    mine.write_bytes(content)
    before = files(course)
    assert build(root=course) == 1
    said = capsys.readouterr().out
    assert "Nothing was written" in said and "notebooks/dinosaur_island/clip.ipynb was left as it is" in said
    assert "sample" not in said and "make lab" in said
    assert build(check=True, root=course) == 1
    assert "make notebooks" in capsys.readouterr().out
    assert files(course) == before
    mine.rename(course / "mine.ipynb")
    assert build(root=course) == 0 == build(check=True, root=course)
    assert (course / "mine.ipynb").read_bytes() == content


def test_a_release_replaces_an_earlier_one_and_nothing_else(tmp_path, monkeypatch, capsys):
    """Whoever packed their answers under the same name keeps them."""
    monkeypatch.setattr(packing, "contents", lambda root: {"notebooks/clip.ipynb": b"blank"})
    place = tmp_path / "dinosaur_island.zip"
    assert release(place) == 0 == release(place)
    with zipfile.ZipFile(place, "w") as answers:
        answers.writestr(zipfile.ZipInfo("dinosaur_island/notebooks/clip.ipynb", (2026, 11, 27, 10, 0, 0)), "answer")
    for content in (place.read_bytes(), b"a letter", b""):
        place.write_bytes(content)
        capsys.readouterr()
        assert release(place) == 1
        assert place.read_bytes() == content
        assert "is no release of the course; choose another name" in capsys.readouterr().out


@pytest.mark.parametrize("there", ["thesis.txt", "gradebook.db", "grades.csv"])
def test_grading_into_a_folder_of_something_else_is_refused(tmp_path, monkeypatch, capsys, there):
    """Nothing is put among somebody's files; into a new, an empty, or an already graded folder it goes."""
    monkeypatch.setattr(batch, "grade_here", Fake())
    hand_in_bytes(tmp_path / "submitted", "ada", b"{}")
    foreign = tmp_path / "mine"
    foreign.mkdir()
    assert grade(tmp_path / "submitted", foreign) == 0 == grade(tmp_path / "submitted", foreign)
    other = tmp_path / "other"
    other.mkdir()
    (other / there).write_text("mine")
    capsys.readouterr()
    assert grade(tmp_path / "submitted", other) == 1
    assert files(other) == {there: hashlib.sha256(b"mine").hexdigest()}
    assert f"holds something else ({there})" in capsys.readouterr().err
    assert grade(tmp_path / "submitted", other / there) == 1
    assert "is a file, and a folder is needed" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["Dear diary", '{"my": "settings"}', "[1]", '{"a": {"b": {"c": 1}}}'])
def test_a_report_never_replaces_another_file(tmp_path, monkeypatch, capsys, content):
    """`--json` names a new file, an empty one, or an earlier report."""
    monkeypatch.setattr(batch, "grade_here", Fake())
    hand_in_bytes(tmp_path / "submitted", "ada", b"{}")
    report = tmp_path / "report.json"
    report.touch()
    for _ in range(2):
        assert grade(tmp_path / "submitted", tmp_path / "out", json=report) == 0
    report.write_text(content)
    assert grade(tmp_path / "submitted", tmp_path / "out", json=report) == 1
    assert report.read_text() == content
    assert "is no report of grades" in capsys.readouterr().err


def test_a_table_of_grades_that_was_edited_by_hand_is_kept(tmp_path, monkeypatch, capsys):
    """Under a name beside the new one, each time another; the command says which. One that was not is replaced."""
    monkeypatch.setattr(batch, "grade_here", Fake())
    hand_in_bytes(tmp_path / "submitted", "ada", b"{}")
    table = tmp_path / "out" / "grades.csv"
    for number in (0, 1, 2):
        assert grade(tmp_path / "submitted", tmp_path / "out") == 0
        kept = sorted(path.name for path in table.parent.glob("grades*"))
        assert kept == ["grades.csv", *(f"grades.edited-{each + 1}.csv" for each in range(number))]
        assert ("is kept as grades.edited-" in capsys.readouterr().out) == (number > 0)
        table.write_text(f"ada,excused {number}\n")
    assert (table.parent / "grades.edited-2.csv").read_text() == "ada,excused 1\n"


@pytest.mark.parametrize("there", ["letter.txt", "submitted/ada/dinosaur_island/clip.ipynb"])
def test_a_demonstration_does_not_mix_with_a_class_of_yours(tmp_path, capsys, there):
    """Its folder is new, empty, or that of a demonstration."""
    (tmp_path / there).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / there).write_text("mine")
    assert demo(tmp_path) == 1
    assert files(tmp_path) == {there: hashlib.sha256(b"mine").hexdigest()}
    assert "holds something else than a demonstration" in capsys.readouterr().out


def test_make_clean_leaves_work_and_grades(tmp_path):
    """It says so, and removes what the other targets make."""
    (tmp_path / "Makefile").write_bytes((ROOT / "Makefile").read_bytes())
    for name in ("work/clip.ipynb", "grades/gradebook.db", "build/demo/x", ".hypothesis/x"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("mine")
    done = subprocess.run(["make", "clean"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert set(files(tmp_path)) == {"Makefile", "work/clip.ipynb", "grades/gradebook.db"}
    assert "work/ stays" in done.stdout and "grades/ stays" in done.stdout


SMALL_DEMO = """
import sys
from pathlib import Path
from autograder.demo import demo as bundled
members = {name: bundled.demo_class()[name] for name in ("all_right", "wrong_clip")}
bundled.demo_class = lambda: members
sys.exit(bundled.demo(Path("build/demo"), jobs=2))
"""


@pytest.mark.slow
def test_solved_saved_demonstrated_and_still_there(tmp_path):
    """As it happened: somebody solves the notebooks, in the working copy or in the course's own folder, and then gives
    `make demo`. In the course's folder it is refused and named; either way every file is as it was.
    """
    course = tmp_path / "course"
    shutil.copytree(ROOT, course, ignore=shutil.ignore_patterns(*NOT_COPIED))
    (course / ".venv").symlink_to(Path(sys.prefix))
    folder = lab.working_copy(course).folder / "dinosaur_island"
    for name in masters.names():
        (folder / f"{name}.ipynb").write_bytes(saved_by_jupyter(notebook(name)))
    environment = {**os.environ, "PYTHONPATH": str(course), "PYTHONDONTWRITEBYTECODE": "1"}
    more = {"cwd": course, "env": environment, "capture_output": True, "text": True, "check": False}

    before = files(course)
    done = subprocess.run([sys.executable, "-c", SMALL_DEMO], **more)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "OK: every mark is as it should be." in done.stdout and files(course) == before

    for name in masters.names():
        (course / f"notebooks/dinosaur_island/{name}.ipynb").write_bytes(saved_by_jupyter(notebook(name)))
    before = files(course)
    done = subprocess.run(["make", "--assume-old=.venv/.ready", "demo"], **more)
    assert done.returncode != 0 and files(course) == before
    for name in masters.names():
        assert f"notebooks/dinosaur_island/{name}.ipynb was left as it is: its answer cell ({name})" in done.stdout
    assert "Move such a notebook to where you work" in done.stdout and "make notebooks" in done.stdout
