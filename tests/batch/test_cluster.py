"""Grading on a Dask cluster: a scheduler and workers as real processes, one of them killed on the way."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from autograder.batch import batch
from autograder.batch.batch import grade
from autograder.batch.task import Settings
from autograder.demo.demo import demo_class, write_class
from autograder.errors import GradingError

pytest.importorskip("distributed")
pytestmark = [pytest.mark.cluster, pytest.mark.slow]
SEED = 314159265358979


def start(log: Path, *arguments: str) -> subprocess.Popen:
    """Start a part of the cluster in a process group of its own; what it says goes to `log`."""
    with log.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
            stdout=file,
            stderr=subprocess.STDOUT,
            cwd=log.parent,
            start_new_session=True,
        )


def end(process: subprocess.Popen) -> None:
    """End a process group."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """A scheduler and two workers on loopback: the address, and the workers' processes."""
    log = tmp_path / "scheduler.log"
    loopback = ("--host", "127.0.0.1", "--no-dashboard")
    processes = [start(log, "dask_scheduler", *loopback, "--port", "0")]
    try:
        address = wait_for(log, r"Scheduler at:\s+(tcp://127\.0\.0\.1:\d+)")
        worker = ("dask_worker", address, "--nthreads", "1", *loopback, "--local-directory", str(tmp_path / "scratch"))
        for number in range(2):
            processes.append(start(tmp_path / f"worker{number}.log", *worker))
        yield address, processes[1:]
    finally:
        for process in reversed(processes):
            end(process)


def wait_for(log: Path, pattern: str) -> str:
    """Return what a log says, once it does."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        found = re.search(pattern, log.read_text(errors="replace") if log.exists() else "")
        if found:
            return found[1]
        time.sleep(0.2)
    raise AssertionError(f"{log} never said {pattern}: {log.read_text(errors='replace')[-2000:]}")


def test_the_grades_are_those_of_a_local_run_though_a_worker_is_killed(
    cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Same seed, same report; the killed worker's submissions are graded by the other; no secret in any log."""
    address, workers = cluster
    names = ("all_right", "blank", "wrong_clip", "wrong_sample", "raises", "not_a_notebook")
    members = {f"{name}_{copy}": demo_class()[name] for copy in "abc" for name in names}
    write_class(tmp_path / "submitted", members)
    kept = batch._ClassRun._keep
    seen: list[str] = []

    def keep_and_kill(run, graded) -> None:
        kept(run, graded)
        seen.append(graded.student)
        if len(seen) == 4:
            end(workers[0])

    monkeypatch.setattr(batch._ClassRun, "_keep", keep_and_kill)
    there = tmp_path / "there.json"
    assert grade(tmp_path / "submitted", tmp_path / "there", json=there, cluster=address, seed=SEED) == 0
    assert sorted(seen) == sorted(members)
    monkeypatch.undo()
    here = tmp_path / "here.json"
    assert grade(tmp_path / "submitted", tmp_path / "here", json=here, jobs=2, seed=SEED) == 0
    assert json.loads(there.read_text()) == json.loads(here.read_text())
    written = [*tmp_path.glob("*.log"), *(path for path in (tmp_path / "scratch").rglob("*") if path.is_file())]
    assert not [path for path in written if str(SEED).encode() in path.read_bytes()]


def test_no_scheduler_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the address and the command that starts one."""
    from autograder.batch import cluster

    monkeypatch.setattr(cluster, "SCHEDULER_SECONDS", 0.5)
    with pytest.raises(GradingError, match=r"No Dask scheduler answers at tcp://127.0.0.1:1 .*`dask scheduler`"):
        list(cluster.grade_there([], Settings(1, "run", "course"), "tcp://127.0.0.1:1"))


def test_a_worker_with_another_course_version_refuses() -> None:
    """Marks of different versions are never mixed."""
    from autograder.batch.cluster import grade_on_worker

    with pytest.raises(GradingError, match="another version of the course"):
        grade_on_worker(Settings(1, "run", "an older course"), b"")


def test_settings_do_not_show_the_secret() -> None:
    """Dask writes the arguments of a failed task into its logs."""
    assert str(SEED) not in repr(Settings(SEED, "run", "course"))
