"""The build: the same bytes every time, nothing given away, and a course that is not fair is refused."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest

from autograder.certify.proofs import prove_sample
from autograder.course import assignment, verify
from autograder.course import build as building
from autograder.course.build import build, notebooks, refuse_giveaways, write_sources
from autograder.errors import BuildRefused
from autograder.exercises import EXERCISES, masters
from autograder.exercises.exercise import Variant
from tests.support import judging

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def files(committed_files):
    """What the build makes: that it does is the first tests' business."""
    return committed_files


@pytest.fixture
def unproved(monkeypatch, files):
    """The build without its proof and without making everything anew, which have tests of their own."""
    monkeypatch.setattr(verify, "prove", lambda: None)
    monkeypatch.setattr(building, "generated", lambda: files)


@pytest.fixture
def with_variant(monkeypatch):
    """A function that gives an exercise one known mistake: the given function."""

    def give(name, function):
        variant = Variant("made up", "A sentence.", (), function)
        monkeypatch.setitem(EXERCISES, name, dataclasses.replace(EXERCISES[name], variants=(variant,)))

    return give


def stale(made, committed):
    """Return the generated files that are not what their sources make of them."""
    return [path for path in {**made, **committed} if made.get(path) != committed.get(path)]


def test_committed_notebooks_are_equal_to_the_byte(committed_files):
    """Each is what its master makes of it, and there is no other; `make check-generated` compares all files."""
    committed = {path: content for path, content in committed_files.items() if path.endswith(".ipynb")}
    assert not stale(notebooks(), committed), "run `make notebooks` and commit"


def test_the_committed_cases_of_clip_are_equal_to_the_byte(committed_files):
    """What the notebook's own checks read; those of the other exercises are compared with the slow tests."""
    assert EXERCISES["clip"].fixture().encode() == committed_files["utils/feedback/clip.json"]


def test_no_other_notebook_lies_among_the_generated_ones(files):
    """A notebook that no master makes was edited by hand, or left behind."""
    found = {str(path.relative_to(ROOT)) for path in (ROOT / "notebooks").rglob("*.ipynb")}
    assert {path for path in found if ".ipynb_checkpoints" not in path} == {
        path for path in files if path.endswith(".ipynb")
    }


def test_build_writes_once_and_then_nothing(tmp_path, unproved, files, capsys):
    """A second build finds everything current and touches no file."""
    assert build(root=tmp_path) == 0
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert len(times) == len(files)
    assert build(root=tmp_path) == 0
    assert times == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert "written now: none" in capsys.readouterr().out


def test_check_writes_nothing_and_names_what_is_stale(tmp_path, unproved, capsys):
    """`--check` is for continuous integration: status 1 and the file's name."""
    build(root=tmp_path)
    notebook = tmp_path / "notebooks/dinosaur_island/clip.ipynb"
    notebook.write_bytes(notebook.read_bytes() + b"\n")
    capsys.readouterr()
    assert build(check=True, root=tmp_path) == 1
    assert "notebooks/dinosaur_island/clip.ipynb is not what its source makes of it" in capsys.readouterr().out
    assert notebook.read_bytes().endswith(b"\n\n")
    assert build(root=tmp_path) == 0 == build(check=True, root=tmp_path)


def test_a_refused_course_leaves_no_file(tmp_path, monkeypatch, unproved, capsys):
    """Nothing is half written: the proof comes before the first file."""

    def refuse():
        raise BuildRefused("clip: a reason")

    monkeypatch.setattr(verify, "prove", refuse)
    assert build(root=tmp_path) == 1
    assert not list(tmp_path.iterdir())
    assert "clip: a reason" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.nightly
@pytest.mark.parametrize("name", masters.names())
def test_the_course_as_it_is_may_be_handed_out(name):
    """The solution earns everything, the blank nothing, and every known mistake loses something; `make demo` proves it
    with each change.
    """
    assert verify.refusals(name) == []


def test_a_known_mistake_that_earns_everything_is_refused(with_variant):
    """A mistake that no case tells apart would teach students that it is right."""
    with_variant("clip", masters.reference("clip"))
    assert verify.refusals("clip") == [
        "clip: the known mistake 'made up' earns all 10 points; add a case that tells it apart"
    ]


def test_a_blank_that_earns_something_is_refused(monkeypatch):
    """Points for nothing are a hole in the checks."""
    monkeypatch.setattr(verify, "blank_answer", masters.reference)
    (reason,) = verify.refusals("clip")
    assert reason.startswith("clip: the blank notebook earns") and reason.endswith("it must earn none")


def test_a_solution_that_loses_points_is_refused(monkeypatch):
    """Cases that the master's own solution fails would fail everybody."""
    cases = judging.cases("clip")
    wrong = masters.define("clip", "def clip(gradients, maxValue):\n    return gradients")
    monkeypatch.setattr(verify, "EXERCISES", {"clip": _Fixed(EXERCISES["clip"], cases)})
    monkeypatch.setattr(masters, "reference", lambda name: wrong)
    assert any("the master's solution earns" in reason for reason in verify.refusals("clip"))


class _Fixed:
    """An exercise whose cases were drawn beforehand, from the true reference."""

    def __init__(self, exercise, cases):
        self._exercise, self._cases = exercise, cases

    def cases(self, secret):
        return self._cases

    def __getattr__(self, name):
        return getattr(self._exercise, name)


def test_an_unsafe_fixture_is_refused(monkeypatch):
    """The published `sample` case, whose certificate fails, must never become a test again."""
    random = np.random.RandomState(2)
    shapes = {"Wax": (100, 27), "Waa": (100, 100), "Wya": (27, 100), "b": (100, 1), "by": (27, 1)}
    parameters = {name: random.randn(*shape) for name, shape in shapes.items()}

    def cases(self, secret):
        prove_sample(parameters, 0, 0).demanded("the published case")

    monkeypatch.setattr(masters, "names", lambda: ("sample",))
    monkeypatch.setattr(type(EXERCISES["sample"]), "cases", cases)
    with pytest.raises(BuildRefused, match="sample: the published case is not safe"):
        verify.prove()


@pytest.mark.parametrize("exercise", masters.names())
def test_students_notebooks_give_nothing_away(exercise, files):
    """No marker, no line of the solution, no hidden test, no output, no trace of the grader."""
    text = files[f"notebooks/dinosaur_island/{exercise}.ipynb"].decode()
    for giveaway in ("SOLUTION", "HIDDEN", "autograder", "score(", "output_type"):
        assert giveaway not in text


def test_a_marker_left_in_a_notebook_is_refused():
    """A misspelt marker in a master would otherwise hand the hidden test out."""
    notebook = assignment.student("clip")
    notebook.cells[-1].source += "\n# ### END HIDDEN TESTS"
    notebook.cells[-1].cell_type = "code"
    with pytest.raises(BuildRefused, match="END HIDDEN TESTS"):
        refuse_giveaways("clip", notebook)


def test_a_line_of_the_solution_in_a_figure_is_refused():
    """Copying the answer into a demonstration is easily done."""
    notebook = assignment.student("sample")
    notebook.cells.append(nbformat.v4.new_code_cell("y = softmax(Wya @ a + by)"))
    with pytest.raises(BuildRefused, match="softmax"):
        refuse_giveaways("sample", notebook)


def test_outputs_in_a_notebook_are_refused():
    """An output may show the expected answer, and changes at every run."""
    notebook = assignment.student("clip")
    code = next(cell for cell in notebook.cells if cell.cell_type == "code")
    code.outputs = [nbformat.v4.new_output("stream", text="hello")]
    with pytest.raises(BuildRefused, match="outputs of clip_setup"):
        refuse_giveaways("clip", notebook)


def test_sources_for_graders_hold_solution_and_hidden_test(tmp_path):
    """They are nbgrader's own source format, in the folder of the assignment."""
    write_sources(tmp_path)
    for name in masters.names():
        notebook = nbformat.read(tmp_path / "dinosaur_island" / f"{name}.ipynb", as_version=4)
        nbformat.validate(notebook)
        text = "\n".join(cell.source for cell in notebook.cells)
        assert "### BEGIN SOLUTION" in text and "### BEGIN HIDDEN TESTS" in text


@pytest.mark.slow
def test_nbgrader_makes_the_same_notebooks_of_the_sources(tmp_path):
    """`nbgrader generate_assignment` is the oracle: the same cells, sources and metadata as our build."""
    write_sources(tmp_path / "source")
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "dinosaur_island", "--create"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for name in masters.names():
        theirs = nbformat.read(tmp_path / "release/dinosaur_island" / f"{name}.ipynb", as_version=4)
        ours = assignment.student(name)
        assert [(cell.id, cell.source, dict(cell.metadata)) for cell in theirs.cells] == [
            (cell.id, cell.source, dict(cell.metadata)) for cell in ours.cells
        ]
