"""Files that are whole or absent, and results that a stopped run finds again."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.batch.run_state import begin_run, now
from autograder.errors import GradingError
from autograder.exercises import Verdict
from autograder.files import NO_ROOM, only_grader, whole_file, write_whole
from autograder.grading.result import ExerciseResult
from autograder.records.result_store import Result, Store, course_version, result_key


def result(student: str = "ada", run: str = "r1", submission: str = "d1") -> Result:
    exercises = {"clip": ExerciseResult("clip", 4, [Verdict("ends", True, 2, "")], ["A note."])}
    return Result(student, run, "course", submission, exercises)


# Files


def test_a_file_that_fails_halfway_leaves_the_older_one(tmp_path: Path) -> None:
    """Neither a part of the new content nor a temporary file stays."""
    path = tmp_path / "a.txt"
    write_whole(path, b"old")
    with pytest.raises(RuntimeError), whole_file(path) as file:
        file.write(b"half of the n")
        raise RuntimeError
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]
    assert path.read_bytes() == b"old"


def _write_past_the_limit(path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        write_whole(path, b"x" * 5000, durable=True)
    except OSError as error:
        os._exit(10 if error.errno in NO_ROOM else 20)
    os._exit(0)


def test_a_disk_without_room_is_an_error_and_the_older_file_stays(tmp_path: Path) -> None:
    """The error is one of those that the batch calls 'no room'; nothing else is left behind."""
    path = tmp_path / "a.txt"
    write_whole(path, b"old")
    child = multiprocessing.get_context("fork").Process(target=_write_past_the_limit, args=(path,))
    child.start()
    child.join()
    assert child.exitcode == 10
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]
    assert path.read_bytes() == b"old"


def test_the_secret_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """`run.json` holds the seed, so nobody else may read it."""
    begin_run(tmp_path / "run.json", "course", unsafe=False)
    assert (tmp_path / "run.json").stat().st_mode & 0o777 == 0o600


_HOLD = """
import sys, time
from pathlib import Path
from autograder.files import only_grader
with only_grader(Path(sys.argv[1]), Path("there")):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_grader_is_told_who_the_first_is_and_a_killed_one_holds_nothing(tmp_path: Path) -> None:
    """The message names the process; after SIGKILL the lock is free at once."""
    lock = tmp_path / "new" / ".lock"
    first = subprocess.Popen([sys.executable, "-c", _HOLD, str(lock)], stdout=subprocess.PIPE)
    try:
        assert first.stdout.readline() == b"held\n"
        theirs = only_grader(lock, Path("there"), patience=0.1)
        with pytest.raises(GradingError, match=f"process {first.pid}.*at work on there"), theirs:
            pass
    finally:
        first.kill()
        first.wait()
        first.stdout.close()
    with only_grader(lock, tmp_path, patience=0):
        pass


# Results


def test_a_result_survives_the_disk(tmp_path: Path) -> None:
    """What is loaded equals what was saved, exercises in their order."""
    store, saved = Store(tmp_path), result()
    store.save(saved)
    assert store.load(saved.key, "r1") == saved


def test_a_result_of_another_run_or_a_damaged_one_is_not_taken_over(tmp_path: Path) -> None:
    """A finished run begun anew grades again; so does a run whose file was cut off."""
    store, saved = Store(tmp_path), result()
    store.save(saved)
    assert store.load(saved.key, "r2") is None
    assert store.load(saved.key, "r2", "r1") == saved
    assert list(store.newest("r2")) == [] and list(store.newest("r2", "r1")) == [saved]
    path = store.path(saved.key)
    whole = path.read_bytes()
    odd = (b"[]", b"{}", b"\xff\xfe", b'{"student": 1}', b"null", whole.replace(b"checks", b"marks"))
    for damaged in (b"", whole[: len(whole) // 2], *odd):
        path.write_bytes(damaged)
        assert store.load(saved.key, "r1") is None


def test_a_result_under_a_wrong_name_is_not_taken_over(tmp_path: Path) -> None:
    """A file that was copied to another student's name proves nothing about that student."""
    store, saved = Store(tmp_path), result()
    write_whole(store.path("0" * 40), saved.to_bytes())
    assert store.load("0" * 40, "r1") is None


def test_changed_bytes_student_or_course_name_another_file() -> None:
    """The name depends on each of the three, and on where one ends and the next begins."""
    keys = {result_key(*parts) for parts in [("a", "b", "c"), ("x", "b", "c"), ("a", "x", "c"), ("ab", "", "c")]}
    assert len(keys) == 4


def test_the_course_version_is_one_digest() -> None:
    """It is the same each time, and says nothing but itself."""
    assert course_version() == course_version.__wrapped__()
    assert len(course_version()) == 64


# Runs


def test_an_unfinished_run_goes_on_with_its_seed(tmp_path: Path) -> None:
    """The same command finds the same seed and name of the run, and says so."""
    path = tmp_path / "run.json"
    first, note = begin_run(path, "course", unsafe=False)
    again, said = begin_run(path, "course", unsafe=False)
    assert note == ""
    assert "Going on" in said
    assert (again.seed, again.run) == (first.seed, first.run)


@pytest.mark.parametrize(
    "other", [{"course": "new"}, {"unsafe": True}, {"seed": 7}, {"only": ["ada"]}], ids=lambda other: next(iter(other))
)
def test_another_course_sandbox_or_seed_begins_a_new_run(tmp_path: Path, other: dict) -> None:
    """Results of unlike settings are never mixed in one run; a part of the class may join the whole's run."""
    path = tmp_path / "run.json"
    usual = {"course": "course", "unsafe": False}
    first, _ = begin_run(path, **usual)
    second, note = begin_run(path, **(usual | other))
    if "only" in other:
        assert second.run == first.run
    else:
        assert second.run != first.run
        assert "new one begins" in note


def test_a_run_of_some_students_is_not_taken_for_one_of_all(tmp_path: Path) -> None:
    """Begun for one student and stopped, it does not go on as the run of the class."""
    path = tmp_path / "run.json"
    first, _ = begin_run(path, "course", False, only=["ada"])
    assert begin_run(path, "course", False, only=["ada"])[0].run == first.run
    assert begin_run(path, "course", False)[0].run != first.run


def test_a_finished_run_is_followed_by_one_with_its_seed_unless_a_fresh_one_is_asked_for(tmp_path: Path) -> None:
    """Everybody is graded anew, with the same questions; `fresh` draws others, and a seed may be given."""
    path = tmp_path / "run.json"
    first, _ = begin_run(path, "course", unsafe=False)
    seeds = []
    for more in ({}, {"fresh": True}, {"seed": first.seed}):
        begun, note = begin_run(path, "course", unsafe=False, **more)
        seeds.append(begun.seed == first.seed)
        begun.finished = now()
        begun.save(path)
    later, note = begin_run(path, "course", unsafe=False)
    assert (note, later.seed == first.seed, later.run == begun.run) == ("", True, False)
    assert seeds == [True, False, True]


def test_some_students_join_the_finished_run_of_the_class(tmp_path: Path) -> None:
    """Its seed, its name and its end stay; after the course has changed its seed and name are remembered."""
    path = tmp_path / "run.json"
    first, _ = begin_run(path, "course", unsafe=False, submitted="/class")
    first.finished, first.submissions = now(), 30
    first.save(path)
    joined, note = begin_run(path, "course", False, only=["ada"])
    assert (note, joined) == ("", first)
    other, _ = begin_run(path, "new course", False, only=["ada"])
    assert other.seed == first.seed and other.seeds == {first.run: first.seed, other.run: first.seed}
    assert begin_run(path, "new course", False, only=["bob"])[0].only == ["ada", "bob"]


def test_a_damaged_run_file_begins_a_new_run_and_says_so(tmp_path: Path) -> None:
    """It is not guessed at."""
    for content in (b"{", b"[]", b'{"seed": 1}', b"\xff"):
        (tmp_path / "run.json").write_bytes(content)
        _, note = begin_run(tmp_path / "run.json", "course", unsafe=False)
        assert "could not be read" in note


def test_the_seed_is_in_no_representation_and_in_no_name_of_the_run(tmp_path: Path) -> None:
    """Logs and result files cannot give it away."""
    state, _ = begin_run(tmp_path / "run.json", "course", unsafe=False, seed=918273645)
    assert "918273645" not in repr(state) + state.run


def test_a_result_file_is_json_that_a_person_can_read() -> None:
    """Scores, checks and reasons by their names."""
    data = json.loads(result().to_bytes())
    assert data["exercises"]["clip"]["checks"][0]["name"] == "ends"
    assert errno.ENOSPC in NO_ROOM
