"""nbgrader's own road: its commands grade a class with damaged neighbours as the judge does, and stop for nobody."""

from __future__ import annotations

import json
import os
import shutil
import warnings
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from traitlets.config import Config

from autograder.exercises import EXERCISES, masters
from autograder.nbgrader_plugin import config as plugin
from autograder.nbgrader_plugin.converter import GuardedAutograde, GuardedIntake, NotGraded, NotGuarded, TrustedJudge
from tests.support.classroom import ASSIGNMENT, hand_in, make_course, nbgrader, notebook

pytestmark = pytest.mark.slow

FULL = {name: float(exercise.points) for name, exercise in EXERCISES.items()}
HALF = "def clip(gradients, maxValue):\n    return {k: np.minimum(v, maxValue) for k, v in gradients.items()}"
LOOPS = "def clip(gradients, maxValue):\n    while True:\n        pass"


def hand_in_class(submitted: Path) -> None:
    """Hand in for everybody: most of them in ways that stop or fool plain nbgrader."""
    hand_in(submitted, "right")
    (hand_in(submitted, "punctual") / "timestamp.txt").write_text("2026-11-22 02:38:00 UTC")
    hand_in(submitted, "blank", **dict.fromkeys(masters.names(), ""))
    hand_in(submitted, "half", clip=HALF)
    hand_in(submitted, "we[i]rd (1)")
    hand_in(submitted, "loops", clip=LOOPS)
    twice = notebook("clip")
    twice["cells"] += [cell for cell in twice["cells"] if cell["id"] == "clip_check"]
    hand_in(submitted, "copies_the_check", clip=twice)
    text = json.dumps(notebook("clip")).replace('"schema_version": 3', '"schema_version": 99')
    hand_in(submitted, "new_schema", clip=json.loads(text))
    folder = hand_in(submitted, "not_json", clip=None, sample=None)
    (folder / "clip.ipynb").write_text("{oops")
    (folder / "timestamp.txt").write_bytes(b"\xff never")
    folder = hand_in(submitted, "tricks", clip=None)
    (folder / "clip.ipynb").symlink_to(submitted / "right" / ASSIGNMENT / "clip.ipynb")
    (folder / "numpy.py").write_text("raise SystemExit")
    os.mkfifo(folder / "timestamp.txt")
    os.mkfifo(folder / "pipe")
    (folder / "endless").symlink_to("/dev/zero")
    (submitted / "empty" / ASSIGNMENT).mkdir(parents=True)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course whose class was graded by the real command, and what the command said."""
    course = make_course(tmp_path_factory.mktemp("nbgrader") / "course")
    hand_in_class(course / "submitted")
    done = nbgrader(course, "autograde", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    return course


def marks(course: Path) -> dict[str, dict[str, tuple]]:
    """Return what is in the gradebook: for each student and exercise the score and whether a person must look."""
    found = {}
    with warnings.catch_warnings(), Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        warnings.simplefilter("ignore")
        for submission in gradebook.assignment_submissions(ASSIGNMENT):
            own = {each.name: (each.grades[0].auto_score, each.needs_manual_grade) for each in submission.notebooks}
            found[submission.student.id] = own
    return found


def test_everybody_has_the_judges_marks_in_the_gradebook(graded):
    """Right, partly right and wrong answers, and every file that stops plain nbgrader."""
    full, nothing = (
        {name: (points, False) for name, points in table.items()} for table in (FULL, dict.fromkeys(FULL, 0.0))
    )
    none = (0.0, False)
    found = marks(graded)
    half = found["half"].pop("clip")[0]
    assert 0 < half < FULL["clip"]
    assert half == json.loads((graded / "reports" / "half" / ASSIGNMENT / "clip.json").read_text())["score"]
    assert found == {
        "right": full,
        "punctual": full,
        "we[i]rd (1)": full,
        "blank": nothing,
        "half": {name: mark for name, mark in full.items() if name != "clip"},
        "loops": full | {"clip": none},
        "copies_the_check": full,
        "new_schema": full,
        "not_json": full | {"clip": none, "sample": none},
        "tricks": full | {"clip": none},
        "empty": nothing,
    }


def test_the_report_stands_under_the_check_cell(graded):
    """Formgrader shows the sentences, and nbgrader reads the score from the same output."""
    node = json.loads((graded / "autograded" / "half" / ASSIGNMENT / "clip.ipynb").read_text())
    (output,) = next(cell["outputs"] for cell in node["cells"] if cell["id"] == "clip_check")
    report = json.loads((graded / "reports" / "half" / ASSIGNMENT / "clip.json").read_text())
    assert float("".join(output["data"]["text/plain"])) == report["score"]
    failed = [check["message"] for check in report["checks"] if not check["passed"]]
    assert failed and report["seed"] > 0
    node = json.loads((graded / "autograded" / "not_json" / ASSIGNMENT / "clip.ipynb").read_text())
    assert "clip.ipynb is damaged" in json.dumps(node)


def test_nothing_but_notebooks_and_times_travels_on(graded):
    """Neither files that were handed in beside them, nor reports with secrets, nor a time that is none."""
    names = {path.name for path in (graded / "autograded").rglob("*") if path.is_file()}
    assert names == {"timestamp.txt"} | {f"{name}.ipynb" for name in masters.names()}
    stamped = [path.parent.parent.name for path in (graded / "autograded").rglob("timestamp.txt")]
    assert stamped == ["punctual"]


def test_hidden_tests_are_in_no_graded_notebook_and_in_no_feedback(graded):
    """Plain nbgrader writes them into both."""
    done = nbgrader(graded, "generate_feedback", ASSIGNMENT, "--student", "half")
    assert done.returncode == 0, done.stderr
    pages = [*(graded / "autograded").rglob("*.ipynb"), *(graded / "feedback").rglob("*.html")]
    assert len(pages) == 4 * 12
    for page in pages:
        text = page.read_text()
        assert (
            "HIDDEN TESTS" not in text
            and "autograder.nbgrader_plugin.hidden_tests" not in text
            and "SOLUTION" not in text
        ), page
    assert "points" in (graded / "feedback" / "half" / ASSIGNMENT / "clip.html").read_text()


def test_what_was_handed_in_is_left_as_it_was(graded):
    """Grading writes nothing among the submissions."""
    assert (graded / "submitted" / "not_json" / ASSIGNMENT / "clip.ipynb").read_text() == "{oops"
    assert len(list((graded / "submitted" / "tricks" / ASSIGNMENT).iterdir())) == 8


# --- in this process: the same road without the four seconds that every command takes to start -------------------


@pytest.fixture
def configured(monkeypatch):
    """Let nbgrader be guarded for one test only."""
    from nbgrader.apps import api, autogradeapp
    from nbgrader.coursedir import CourseDirectory

    for place, name in [(api, "Autograde"), (autogradeapp, "Autograde")]:
        monkeypatch.setattr(place, name, getattr(place, name))
    monkeypatch.setattr(CourseDirectory, "get_existing_timestamp", CourseDirectory.get_existing_timestamp)
    monkeypatch.setattr(api.NbGraderAPI, "get_submitted_timestamp", api.NbGraderAPI.get_submitted_timestamp)

    def configure(course: Path):
        config = Config()
        plugin.configure(config, course / "nbgrader_config.py")
        return CourseDirectory(config=config), config, api.NbGraderAPI

    return configure


@pytest.fixture
def course(graded, tmp_path):
    """A copy of the graded course, to be changed: two students, marks and all."""
    shutil.copytree(graded, tmp_path / "course", ignore=lambda _, names: [n for n in names if n in OTHERS])
    return tmp_path / "course"


OTHERS = ("blank", "loops", "we[i]rd (1)", "copies_the_check", "new_schema", "not_json", "tricks", "empty", "punctual")


@pytest.mark.filterwarnings("ignore")
def autograde(configured, course: Path, student: str = "*", force: bool = False) -> dict:
    """Do what formgrader's button does."""
    coursedir, config, api = configured(course)
    return api(coursedir=coursedir, config=config).autograde(ASSIGNMENT, student, force=force)


@pytest.mark.filterwarnings("ignore")
def test_a_better_answer_replaces_the_mark_even_without_a_timestamp(course, configured):
    """Plain nbgrader skips a submission that it has graded unless a newer timestamp says otherwise."""
    hand_in(course / "submitted", "half")
    said = autograde(configured, course)
    assert said["success"], said
    assert marks(course)["half"]["clip"] == (FULL["clip"], False)
    assert "right, clip" not in said["log"]
    hand_in(course / "submitted", "half", clip="")
    assert autograde(configured, course)["success"]
    assert marks(course)["half"]["clip"] == (0.0, False)


@pytest.mark.filterwarnings("ignore")
def test_a_sandbox_that_fails_leaves_no_old_mark_and_stops_nobody(course, configured, monkeypatch):
    """The student's mark is open, a person is asked to look, the next student is graded."""
    real = GuardedAutograde.judged

    def judged(self, student, exercise):
        if student == "half":
            raise NotGraded("the disk is full")
        return real(self, student, exercise)

    monkeypatch.setattr(GuardedAutograde, "judged", judged)
    said = autograde(configured, course, force=True)
    assert not said["success"] and "the disk is full" in said["log"]
    assert marks(course)["half"] == dict.fromkeys(FULL, (None, True))
    assert marks(course)["right"] == {name: (points, False) for name, points in FULL.items()}


@pytest.mark.filterwarnings("ignore")
def test_a_manual_mark_is_kept_when_a_submission_is_graded_again(course, configured):
    """The instructor's word stands beside the new automatic score."""
    place = ("clip_check", "clip", ASSIGNMENT, "half")
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        gradebook.find_grade(*place).manual_score = 5.0
        gradebook.db.commit()
    hand_in(course / "submitted", "half")
    assert autograde(configured, course)["success"]
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        grade = gradebook.find_grade(*place)
        assert (grade.auto_score, grade.manual_score) == (FULL["clip"], 5.0)


@pytest.mark.filterwarnings("ignore")
def test_formgraders_list_of_submissions_survives_every_timestamp(graded, configured):
    """Its page asks for everybody's time at once; one bad file, or a pipe, would take the page from the whole class."""
    coursedir, config, api = configured(graded)
    listed = api(coursedir=coursedir, config=config).get_submissions(ASSIGNMENT)
    times = {entry["student"]: entry["timestamp"] for entry in listed if entry["timestamp"]}
    assert len(listed) == 11 and times == {"punctual": "2026-11-22T02:38:00"}
    assert all(entry["autograded"] for entry in listed)
    for student in ("not_json", "tricks"):  # what `nbgrader collect` asks
        assert coursedir.get_existing_timestamp(str(graded / "submitted" / student / ASSIGNMENT)) is None


@pytest.mark.filterwarnings("ignore")
def test_without_a_sandbox_nothing_is_graded_and_the_way_out_is_named(course, configured, monkeypatch):
    """The old marks stay as they are, since nothing was begun."""
    from autograder.sandbox import sandbox

    def missing(self):
        raise sandbox.SandboxMissing("install bubblewrap")

    monkeypatch.setattr(sandbox.Sandbox, "__enter__", missing)
    before = marks(course)
    said = autograde(configured, course, force=True)
    assert not said["success"] and "install bubblewrap" in said["log"]
    assert marks(course) == before


def test_the_steps_refuse_to_work_without_their_guard(tmp_path):
    """In nbgrader's plain class they would judge what it read unguarded."""
    from nbconvert.exporters import NotebookExporter
    from nbgrader.converters import Autograde
    from nbgrader.coursedir import CourseDirectory

    exporter = NotebookExporter(parent=Autograde(coursedir=CourseDirectory(root=str(tmp_path))))
    for step in (GuardedIntake, TrustedJudge):
        with pytest.raises(NotGuarded, match="nbgrader_config"):
            step(parent=exporter).preprocess(None, {})


def test_another_assignment_of_the_course_keeps_nbgraders_own_steps(tmp_path):
    """Our steps know only our notebooks; without nbgrader's own, any other would be full marks for everybody."""
    from nbconvert.exporters import NotebookExporter
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import Execute, OverwriteCells

    config = Config({"Autograde": {"sanitize_preprocessors": ["ours"], "autograde_preprocessors": ["ours"]}})
    converter = GuardedAutograde(coursedir=CourseDirectory(root=str(tmp_path), assignment_id="ps1"), config=config)
    converter._ours = False
    for sanitizing, step in ((True, OverwriteCells), (False, Execute)):
        converter.exporter, converter._sanitizing = NotebookExporter(), sanitizing
        converter._init_preprocessors()
        assert any(isinstance(each, step) for each in converter.exporter._preprocessors)


def test_an_unknown_nbgrader_is_refused(monkeypatch):
    """Where the places to be guarded are gone, grading must not go on unguarded."""
    from nbgrader.apps import autogradeapp

    monkeypatch.delattr(autogradeapp, "Autograde")
    with pytest.raises(RuntimeError, match=r"autogradeapp\.Autograde.*0\.9"):
        plugin.guard()
