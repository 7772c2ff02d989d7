"""The batch: every submission has a verdict, a run that was stopped goes on, and the files say the same everywhere."""

from __future__ import annotations

import csv
import ctypes
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil
import pytest
from nbgrader import api

from autograder import batch, pool
from autograder.batch import STOPPED, grade
from autograder.demo_class import EVERYTHING, demo_class, write_class
from autograder.exercise_result import ExerciseResult
from autograder.exercises import EXERCISES, Verdict
from autograder.files import GradingError
from autograder.roster import ASSIGNMENT, gradebook_id
from autograder.work import Parcel, Settings, Task, no_verdict, nothing, pack

MEMBERS = demo_class()
POINTS = {name: float(exercise.points) for name, exercise in EXERCISES.items()}
ODD = ["=HYPERLINK(0)", "-rf", "..odd", 'a,"b"', "neu\nline", os.fsdecode(b"caf\xe9"), "李雷", " two  spaces "]


def command(submitted: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "autograder", "grade", str(submitted), "--out", str(out), *more]


def report(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def totals(path: Path) -> dict[str, float]:
    return {student: sum(entry["score"] for entry in entries.values()) for student, entries in report(path).items()}


# A whole run, with the real judge and sandbox


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess]:
    """A class of ordinary and odd names, graded once by the command that an instructor types."""
    folder = tmp_path_factory.mktemp("graded")
    odd = dict.fromkeys(ODD, MEMBERS["blank"])
    members = {name: MEMBERS[name] for name in ("all_right", "wrong_clip", "not_a_notebook")} | odd
    write_class(folder / "submitted", members)
    (folder / "submitted" / "nothing").mkdir()
    (folder / "submitted" / "roster.csv").write_text("name\n")
    run = subprocess.run(
        command(folder / "submitted", folder / "out", "--json", str(folder / "report.json"), "--jobs", "2"),
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    return folder, run


def test_every_submission_has_a_verdict_and_the_status_is_0(graded) -> None:
    """Also those with nothing in them; the summary says why they could not be graded."""
    folder, run = graded
    assert run.returncode == 0, run.stdout + run.stderr
    expected = {gradebook_id(name) for name in (*ODD, "all_right", "wrong_clip", "not_a_notebook", "nothing")}
    found = report(folder / "report.json")
    assert set(found) == expected
    assert all(list(entries) == list(EXERCISES) for entries in found.values())
    assert "nothing: " in run.stdout
    assert "not_a_notebook: clip: " in run.stdout
    assert "roster.csv" in run.stderr
    assert "12 submissions have a verdict" in run.stdout


def test_the_report_has_each_check_with_its_reason(graded) -> None:
    """As the design gives it: score, max, and the checks with name, passed and message."""
    folder, _ = graded
    entry = report(folder / "report.json")["wrong_clip"]["clip"]
    assert set(entry) == {"score", "max", "checks"}
    missed = [check for check in entry["checks"] if not check["passed"]]
    assert [check["name"] for check in missed] == ["below"]
    assert missed[0]["message"]
    assert entry["score"] == POINTS["clip"] - next(c.points for c in EXERCISES["clip"].checks if c.name == "below")
    assert totals(folder / "report.json")["all_right"] == sum(POINTS.values())


def test_the_csv_is_quoted_and_no_name_in_it_is_a_formula(graded) -> None:
    """Python's own reader gives back every student once; a leading = + - @ has an apostrophe before it."""
    folder, _ = graded
    with (folder / "out" / "grades.csv").open(encoding="utf-8", newline="") as file:
        lines = {line["student"]: line for line in csv.DictReader(file)}
    assert {"'=HYPERLINK(0)", "'-rf", 'a,"b"', "李雷", "..odd", " two  spaces "} < set(lines)
    assert len(lines) == 12
    assert not [name for name in lines if name[0] in "=+-@"]
    scores = totals(folder / "report.json")
    assert {name.lstrip("'"): float(line["score"]) for name, line in lines.items()} == scores
    assert lines["nothing"]["remark"]


def test_gradebook_report_and_pages_agree(graded) -> None:
    """One score a student, wherever one looks."""
    folder, _ = graded
    scores = totals(folder / "report.json")
    with api.Gradebook(f"sqlite:///{folder}/out/gradebook.db", course_id=ASSIGNMENT) as gradebook:
        for student, score in scores.items():
            submission = gradebook.find_submission(ASSIGNMENT, student)
            assert (submission.score, submission.needs_manual_grade) == (score, False)
    for student, score in scores.items():
        pages = folder / "out" / "feedback" / student / ASSIGNMENT
        assert sorted(path.stem for path in pages.iterdir()) == sorted([*EXERCISES, "index"])
        assert f"<b>{score:g}</b>" in (pages / "index.html").read_text(encoding="utf-8")


def test_each_submission_has_one_result_file_and_no_part_is_left(graded) -> None:
    """Named by content; no temporary file stays anywhere."""
    folder, _ = graded
    assert len(list((folder / "out" / "results").glob("*/*.json"))) == 12
    assert not list((folder / "out").rglob("*.part"))


def test_the_seed_is_in_run_json_alone(graded) -> None:
    """Nothing that students or browsers see has it."""
    folder, _ = graded
    seed = str(report(folder / "out" / "run.json")["seed"])
    assert report(folder / "out" / "run.json")["finished"]
    files = [path for path in (folder / "out").rglob("*") if path.is_file() and path.name != "run.json"]
    assert len(files) > 100
    assert not [path for path in files if seed.encode() in path.read_bytes()]


def test_the_output_folder_is_an_nbgrader_course(graded) -> None:
    """`nbgrader export` works in it as it is, and reads the same scores."""
    folder, _ = graded
    scripts = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{scripts}:{os.environ['PATH']}", "HOME": str(folder)}
    subprocess.run(
        [scripts / "nbgrader", "export", "--to", "export.csv"],
        cwd=folder / "out",
        env=environment,
        check=True,
        capture_output=True,
    )
    lines = (folder / "out" / "export.csv").read_text(encoding="utf-8").splitlines()
    line = next(line for line in lines if "all_right" in line)
    assert line.endswith(f"{sum(POINTS.values())},{sum(POINTS.values())}")


def test_graded_notebooks_are_valid_and_carry_the_report(graded) -> None:
    """formgrader reads them: nbformat 4.5, nbgrader's metadata, our report under the test cell."""
    import nbformat
    from nbgrader.utils import determine_grade, is_grade

    folder, _ = graded
    scores = report(folder / "report.json")
    for student in ("all_right", "wrong_clip", "not_a_notebook"):
        for name in EXERCISES:
            notebook = nbformat.read(folder / "out" / "autograded" / student / ASSIGNMENT / f"{name}.ipynb", 4)
            nbformat.validate(notebook)
            test = next(cell for cell in notebook.cells if is_grade(cell))
            assert determine_grade(test) == (scores[student][name]["score"], POINTS[name])
            assert "points" in test.outputs[0].data["text/html"]


# Runs that stop, with workers that only count


class Fake:
    """Stands in for the worker processes: gives every submission full marks, and may be told to break."""

    def __init__(self, breaks: int | None = None, error: type[BaseException] = KeyboardInterrupt) -> None:
        self.asked: list[str] = []
        self.breaks, self.error = breaks, error

    def __call__(self, tasks: Iterable[Task], settings: Settings, jobs: int) -> Iterator[Parcel]:
        self.settings = settings
        for task in tasks:
            if self.breaks == len(self.asked):
                raise self.error
            self.asked.append(task.student)
            yield pack(task, right(), settings)


def right() -> dict[str, ExerciseResult]:
    return {
        name: ExerciseResult(name, exercise.points, [Verdict(c.name, True, c.points, "") for c in exercise.checks])
        for name, exercise in EXERCISES.items()
    }


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch):
    """Install a `Fake` in the place of worker processes."""

    def install(**named) -> Fake:
        workers = Fake(**named)
        monkeypatch.setattr(batch, "grade_here", workers)
        return workers

    return install


@pytest.fixture
def submitted(tmp_path: Path) -> Path:
    """Six students with tiny notebooks."""
    for number in range(6):
        hand_in(tmp_path / "submitted", f"s{number}", b"{}")
    return tmp_path / "submitted"


def hand_in(submitted: Path, student: str, content: bytes) -> None:
    folder = submitted / student / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "clip.ipynb").write_bytes(content)


def test_an_interrupted_run_asks_only_for_the_rest(fake, submitted: Path, tmp_path: Path, capsys) -> None:
    """Nothing lost, nothing twice, the same seed; 130 says that it was interrupted."""
    first = fake(breaks=4)
    assert grade(submitted, tmp_path / "out") == STOPPED
    assert "goes on from here" in capsys.readouterr().err
    second = fake()
    assert grade(submitted, tmp_path / "out", json=tmp_path / "r.json") == 0
    assert first.asked + second.asked == [f"s{number}" for number in range(6)]
    assert second.settings == first.settings
    assert totals(tmp_path / "r.json") == {f"s{number}": sum(POINTS.values()) for number in range(6)}


def test_a_finished_run_begun_again_grades_everybody_anew(fake, submitted: Path, tmp_path: Path) -> None:
    """With other fresh cases, so that all marks of a gradebook come from the same questions."""
    first, second = fake(), None
    assert grade(submitted, tmp_path / "out") == 0
    second = fake()
    assert grade(submitted, tmp_path / "out") == 0
    assert len(second.asked) == 6
    assert second.settings.secret != first.settings.secret


def test_changed_bytes_are_graded_again_in_the_same_run(fake, submitted: Path, tmp_path: Path) -> None:
    """A resubmission that arrives while a run is stopped replaces the older one."""
    fake(breaks=4)
    grade(submitted, tmp_path / "out")
    hand_in(submitted, "s1", b"{ }")
    second = fake()
    assert grade(submitted, tmp_path / "out") == 0
    assert sorted(second.asked) == ["s1", "s4", "s5"]


def test_one_student_can_be_graded_alone_and_the_others_keep_their_marks(fake, submitted: Path, tmp_path: Path) -> None:
    """The CSV still has everybody, and says who was not in this run."""
    fake()
    grade(submitted, tmp_path / "out")
    second = fake()
    assert grade(submitted, tmp_path / "out", students=["s2"], json=tmp_path / "r.json") == 0
    assert second.asked == ["s2"]
    assert list(report(tmp_path / "r.json")) == ["s2"]
    with (tmp_path / "out" / "grades.csv").open(encoding="utf-8", newline="") as file:
        remarks = {line["student"]: line["remark"] for line in csv.DictReader(file)}
    assert [name for name, remark in remarks.items() if not remark] == ["s2"]
    assert len(remarks) == 6


def test_a_submission_that_the_grader_failed_on_is_named_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, submitted: Path, tmp_path: Path, capsys
) -> None:
    """It has no verdict, so the status is 1 and the run is not finished; the same command grades only it."""

    def failing(tasks, settings, jobs):
        for task in tasks:
            trouble = Parcel(task.student, ungraded="The moon was full.")
            yield trouble if task.student == "s3" else pack(task, right(), settings)

    monkeypatch.setattr(batch, "grade_here", failing)
    assert grade(submitted, tmp_path / "out") == 1
    assert "s3: The moon was full." in capsys.readouterr().out
    again = Fake()
    monkeypatch.setattr(batch, "grade_here", again)
    assert grade(submitted, tmp_path / "out") == 0
    assert again.asked == ["s3"]


def test_no_room_on_the_disk_is_one_sentence_and_loses_nothing(
    fake, monkeypatch: pytest.MonkeyPatch, submitted: Path, tmp_path: Path, capsys
) -> None:
    """After room was made the same command goes on with what is missing."""
    written, whole = [], batch.write_whole

    def full(path: Path, data: bytes) -> None:
        written.append(path)
        if len(written) == 30:
            raise OSError(28, "No space left on device", str(path))
        whole(path, data)

    monkeypatch.setattr(batch, "write_whole", full)
    first = fake()
    assert grade(submitted, tmp_path / "out") == 1
    said = capsys.readouterr().err
    assert "no room left" in said
    assert "Traceback" not in said
    second = fake()
    assert grade(submitted, tmp_path / "out", json=tmp_path / "r.json") == 0
    assert 0 < len(first.asked) < 6
    assert first.asked[:-1] + second.asked == [f"s{number}" for number in range(6)]
    assert len(report(tmp_path / "r.json")) == 6


@pytest.mark.parametrize(
    ("given", "out", "words"),
    [
        ("missing", "out", "no folder"),
        ("submitted", "submitted/out", "lies among the submissions"),
        ("submitted", "submitted", "lies among the submissions"),
    ],
)
def test_a_wrong_folder_is_one_sentence(
    fake, submitted: Path, tmp_path: Path, capsys, given: str, out: str, words: str
) -> None:
    """It says what was expected; nothing is graded and nothing is made."""
    workers = fake()
    assert grade(tmp_path / given, tmp_path / out) == 1
    assert words in capsys.readouterr().err
    assert workers.asked == []


def test_a_large_class_takes_no_more_memory_than_a_small_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Between the hundredth and the thousandth submission this process grows by a few MB at most."""
    for number in range(1000):
        hand_in(tmp_path / "submitted", f"s{number:04d}", b"{}")
    sizes: list[int] = []

    def measured(tasks, settings, jobs):
        for parcel in Fake()(tasks, settings, jobs):
            yield parcel
            sizes.append(psutil.Process().memory_info().rss)

    monkeypatch.setattr(batch, "grade_here", measured)
    assert grade(tmp_path / "submitted", tmp_path / "out", json=tmp_path / "r.json") == 0
    sizes.append(psutil.Process().memory_info().rss)
    assert len(report(tmp_path / "r.json")) == 1000
    assert sizes[-1] - sizes[100] < 12 * 2**20


# Worker processes that end

_MORTAL = f"""
import os, sys; sys.path.insert(0, {str(pool.ROOT)!r})
from autograder import pool, work
class Grader(work.Grader):
    def __enter__(self): return self
    def grade(self, task):
        if task.student.startswith("kills"): os._exit(1)
        if task.student.startswith("raises"): raise ValueError("odd")
        if task.student == "first_time" and not os.path.exists(sys.argv[2]):
            open(sys.argv[2], "w").close(); os._exit(1)
        return work.pack(task, work.nothing("fake"), self.settings)
pool.Grader = Grader
pool.work(int(sys.argv[1]))
"""


@pytest.fixture
def mortal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Workers that end, or raise, on the submissions whose names ask for it."""
    start = _MORTAL.replace("sys.argv[2]", repr(str(tmp_path / "died")))
    monkeypatch.setattr(pool, "_START", start)


def settings() -> Settings:
    return Settings(1, "run", "course")


def task(student: str) -> Task:
    from autograder.handin import Found, Handin

    return Task(student, Handin({name: Found(None, "none") for name in EXERCISES}))


def test_a_submission_that_ends_its_worker_twice_gets_a_zero_and_the_others_go_on(mortal, capfd) -> None:
    """One verdict each, whatever the order."""
    names = ["a", "kills1", "b", "kills2", "c", "first_time", "d"]
    parcels = {parcel.student: parcel for parcel in pool.grade_here(map(task, names), settings(), 2)}
    assert sorted(parcels) == sorted(names)
    assert all(parcel.result.score == 0 for parcel in parcels.values())
    assert [name for name in names if parcels[name].result.failure] == ["kills1", "kills2"]
    assert b"ended 2 times" in parcels["kills1"].files[f"feedback/kills1/{ASSIGNMENT}/index.html"]


def test_an_error_of_our_own_is_no_verdict(mortal, capfd) -> None:
    """The student's mark is not touched; the sentence names the error."""
    (parcel,) = pool.grade_here([task("raises")], settings(), 1)
    assert parcel.result is None
    assert "ValueError: odd" in parcel.ungraded


def test_workers_that_cannot_start_stop_the_batch_at_once(monkeypatch: pytest.MonkeyPatch, capfd) -> None:
    """A broken installation must not give a class zeros."""
    monkeypatch.setattr(pool, "_START", "raise SystemExit('no module named x')")
    with pytest.raises(GradingError, match="could not start"):
        list(pool.grade_here(map(task, "ab"), settings(), 2))


def test_the_zero_without_a_verdict_says_so_on_every_page() -> None:
    """Each check fails with the same sentence."""
    parcel = no_verdict(task("a"), settings(), 2)
    assert parcel.result.exercises["clip"]["problem"] == parcel.result.failure
    assert [check["name"] for check in parcel.result.exercises["clip"]["checks"]] == list(EVERYTHING["clip"])
    assert nothing("x")["clip"].score == 0


# Kills


def _adopt_orphans() -> None:
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: what a killed grader leaves becomes our child


def _left() -> list[psutil.Process]:
    """Return the processes that outlive a killed grader, after a moment to end."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        alive = [p for p in psutil.Process().children(recursive=True) if p.status() != psutil.STATUS_ZOMBIE]
        if not alive:
            break
        time.sleep(0.1)
    for child in psutil.Process().children():
        if child.status() == psutil.STATUS_ZOMBIE:
            os.waitpid(child.pid, os.WNOHANG)
    return alive


def kill_until_done(submitted: Path, out: Path, kills: int, chance: random.Random, longest: float) -> int:
    """Start grading, kill all of it at a random moment, and so on; then let it finish. Return the kills that hit."""
    hits = 0
    arguments = command(submitted, out, "--json", f"{out}.json", "--seed", "42", "--jobs", "2")
    for _ in range(kills):
        process = subprocess.Popen(arguments, start_new_session=True, stdout=-3, stderr=-3)
        try:
            process.wait(timeout=chance.uniform(0.5, longest))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            hits += 1
        assert _left() == []
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return hits


def same_grades(submitted: Path, tmp_path: Path, kills: int, longest: float) -> None:
    calm = command(submitted, tmp_path / "calm", "--json", str(tmp_path / "calm.json"), "--seed", "42", "--jobs", "2")
    subprocess.run(calm, check=True, capture_output=True)
    assert kill_until_done(submitted, tmp_path / "out", kills, random.Random(20171209), longest) > 0
    assert report(tmp_path / "out.json") == report(tmp_path / "calm.json")
    with api.Gradebook(f"sqlite:///{tmp_path}/out/gradebook.db", course_id=ASSIGNMENT) as gradebook:
        for student, score in totals(tmp_path / "calm.json").items():
            assert gradebook.find_submission(ASSIGNMENT, student).score == score
    students = len(totals(tmp_path / "calm.json"))
    assert len(list((tmp_path / "out" / "results").glob("*/*.json"))) == students


def test_killed_at_random_moments_the_grades_are_those_of_an_undisturbed_run(tmp_path: Path) -> None:
    """SIGKILL to the whole process group, twice; no process is left behind, no mark is lost or changed."""
    _adopt_orphans()
    names = ("all_right", "blank", "wrong_clip", "wrong_sample", "missing_notebook", "quits")
    write_class(tmp_path / "submitted", {name: MEMBERS[name] for name in names})
    same_grades(tmp_path / "submitted", tmp_path, kills=2, longest=6.0)


@pytest.mark.slow
def test_killed_a_hundred_times_the_grades_are_those_of_an_undisturbed_run(tmp_path: Path) -> None:
    """Thirty submissions, a hundred SIGKILLs at random moments."""
    _adopt_orphans()
    names = [name for name in MEMBERS if name not in ("loops_forever",)]
    members = {f"{name}_{number}": MEMBERS[name] for number in range(2) for name in names}
    write_class(tmp_path / "submitted", dict(list(members.items())[:30]))
    same_grades(tmp_path / "submitted", tmp_path, kills=100, longest=20.0)
