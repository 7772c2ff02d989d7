"""SIGKILL at random moments: the grades are those of an undisturbed run, and no process is left."""

from __future__ import annotations

import ctypes
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from nbgrader import api

from autograder.demo.demo import demo_class, write_class
from autograder.submission.roster import ASSIGNMENT
from tests.support.batches import POINTS, command, hand_in_bytes, report, totals
from tests.support.sandboxes import descendants, has_ended

MEMBERS = demo_class()


def _adopt_orphans() -> None:
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: what a killed grader leaves becomes our child


def _left(others: list[psutil.Process]) -> list[psutil.Process]:
    """Return the processes that outlive a killed grader, after a moment to end; others were there before it."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        alive = [process for process in descendants() if process not in others]
        if not alive:
            break
        time.sleep(0.1)
    for child in psutil.Process().children():
        if has_ended(child):
            with suppress(ChildProcessError):
                os.waitpid(child.pid, os.WNOHANG)
    return alive


def kill_until_done(submitted: Path, out: Path, kills: int, chance: random.Random, longest: float) -> int:
    """Start grading, kill all of it at a random moment, and so on; then let it finish. Return the kills that hit."""
    hits, others = 0, descendants()  # the sandbox that this process's tests share
    arguments = command(submitted, out, "--json", f"{out}.json", "--seed", "42", "--jobs", "2")
    for _ in range(kills):
        process = subprocess.Popen(arguments, start_new_session=True, stdout=-3, stderr=-3)
        try:
            process.wait(timeout=chance.uniform(0.5, longest))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            hits += 1
        assert _left(others) == []
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


ROOT = Path(__file__).resolve().parents[2]
_COUNTING = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.support.batches import Fake
from autograder.batch import batch
def slowly(tasks, settings, jobs):
    for graded in Fake()(tasks, settings, jobs):
        time.sleep(0.02)
        yield graded
batch.grade_here = slowly
raise SystemExit(batch.grade(Path(sys.argv[2]), Path(sys.argv[3]), json=Path(sys.argv[3] + ".json"), seed=42))
"""


@pytest.mark.slow
def test_a_grader_killed_between_any_two_writes_goes_on(tmp_path: Path) -> None:
    """Forty submissions, six kills, workers that only count; at the end one verdict each, everywhere the same."""
    for number in range(40):
        hand_in_bytes(tmp_path / "submitted", f"s{number:02d}", b"{}")
    chance, hits, out = random.Random(20171209), 0, tmp_path / "out"
    arguments = [sys.executable, "-c", _COUNTING, str(ROOT), str(tmp_path / "submitted"), str(out)]
    while hits < 6:
        before = len(list(out.glob("results/*/*.json")))
        with subprocess.Popen(arguments, stdout=-3, stderr=-3) as process:
            while process.poll() is None and len(list(out.glob("results/*/*.json"))) == before:
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.1))
            process.kill()
        hits += 1
    subprocess.run(arguments, check=True, capture_output=True)
    assert totals(tmp_path / "out.json") == {f"s{number:02d}": sum(POINTS.values()) for number in range(40)}
    assert len(list(out.glob("results/*/*.json"))) == 40
    with api.Gradebook(f"sqlite:///{out}/gradebook.db", course_id=ASSIGNMENT) as gradebook:
        assert {s.student.id: s.score for s in gradebook.assignment_submissions(ASSIGNMENT)} == totals(
            tmp_path / "out.json"
        )


@pytest.mark.slow
def test_killed_at_random_moments_the_grades_are_those_of_an_undisturbed_run(tmp_path: Path) -> None:
    """SIGKILL to the whole process group, five times; every night and where the environment variable KILLS says so
    25 times or more, in a class of thirty. No process is left behind, no mark is lost or changed.
    """
    _adopt_orphans()
    kills = int(os.environ.get("KILLS", "5"))
    names = [name for name in MEMBERS if name != "loops_forever"]
    members = {f"{name}_{number}": MEMBERS[name] for number in range(2) for name in names}
    write_class(tmp_path / "submitted", dict(list(members.items())[: 30 if kills > 5 else 12]))
    same_grades(tmp_path / "submitted", tmp_path, kills=kills, longest=20.0 if kills > 5 else 8.0)
