"""The life of the fork server: nothing outlives it, it is replaced when it dies, and its absence is explained."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from autograder.sandbox import fork_client, session
from tests.support.sandboxes import WALLED, WAYS, descendants, kinds, result, sandbox

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", params=kinds(*WAYS))
def box(request):
    """A sandbox of each kind that this machine offers."""
    with sandbox(request.param) as made:
        yield made


@pytest.mark.parametrize("name", kinds(*WAYS))
def test_nothing_is_left_when_a_sandbox_is_closed(name):
    """Whatever was started in it: sleeping, detached, deaf to signals."""
    code = """
import os, signal, subprocess, time
for sign in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(sign, signal.SIG_IGN)
for _ in range(4):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(1000)
        os._exit(0)
subprocess.Popen(["sleep", "1000"], start_new_session=True)
"""
    before = len(descendants())
    with sandbox(name) as made:
        started = len(descendants())
        with made.job() as notebook:
            assert notebook.run([code])[0].ok
            assert len(descendants()) >= started + 4
        assert len(descendants()) == started
    assert len(descendants()) == before


@pytest.mark.slow
@pytest.mark.parametrize("name", kinds(*WALLED))
def test_a_killed_grader_leaves_nothing(name):
    """SIGKILL to the grader ends all that it started."""
    script = """
import sys, time, psutil
sys.path.insert(0, ".")
from tests.support.sandboxes import sandbox, descendants
with sandbox(sys.argv[1]) as made, made.job() as notebook:
    notebook.run(["import subprocess; subprocess.Popen(['sleep', '1000'], start_new_session=True)"])
    print(*[process.pid for process in descendants()], flush=True)
    notebook.run(["import time; time.sleep(1000)"])
"""
    grader = subprocess.Popen([sys.executable, "-c", script, name], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with grader:
        family = [psutil.Process(int(number)) for number in grader.stdout.readline().split()]
        assert len(family) >= 3
        grader.kill()
    assert psutil.wait_procs(family, timeout=10)[1] == []


def test_a_dead_warm_process_is_replaced(box):
    """A job that lived in it has died; the next one lives."""
    with box.job() as notebook:
        notebook.run(["def f():\n    return 1"])
        for process in descendants():
            with contextlib.suppress(psutil.NoSuchProcess):  # the first one's end may be the next one's
                process.kill()
        assert notebook.call("f", []).problem.kind == "died" and not notebook.alive
    assert result(box, "def f():\n    return 2") == 2


@pytest.mark.slow
def test_a_stuck_warm_process_is_replaced(box, monkeypatch):
    """One that neither answers nor ends is ended."""
    for where, name, seconds in (
        (session, "START_SECONDS", 4.0),
        (fork_client, "REPLY_SECONDS", 1.0),
        (fork_client, "EXIT_SECONDS", 1.0),
    ):
        monkeypatch.setattr(where, name, seconds)
    for process in descendants():
        os.kill(process.pid, signal.SIGSTOP)
    assert result(box, "def f():\n    return 3") == 3
    assert len(descendants()) <= 2


@pytest.mark.slow
@pytest.mark.parametrize("which", ["smoke", pytest.param("smoke or not smoke", marks=pytest.mark.nightly, id="all")])
def test_an_ordinary_user_gets_the_same_walls(which):
    """Grading needs no root: the attacks again, as a user who may do nothing."""
    if os.getuid() != 0:
        pytest.skip("the tests run as an ordinary user already, so the others have shown it")
    python = f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}"  # ours may lie where others cannot read
    packages = next(entry for entry in sys.path if entry.endswith("-packages"))
    more = {
        "env": {"PYTHONPATH": f"{ROOT}:{packages}", "PATH": os.environ["PATH"], "HOME": "/nonexistent"},
        "cwd": ROOT,
    }
    more |= {"user": 65534, "group": 65534, "extra_groups": [], "capture_output": True, "text": True}
    try:
        subprocess.run([python, "-Bc", "import numpy, IPython, autograder.sandbox.sandbox"], check=True, **more)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no Python here that an ordinary user can run with our packages: {error}")
    tests = [
        "tests/end_to_end/test_walls.py",
        "tests/end_to_end/test_excess.py",
        "tests/sandbox/test_channel_attacks.py",
    ]
    done = subprocess.run(
        [
            python,
            "-Bm",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:cacheprovider",
            "-W",
            "ignore::ImportWarning",
            "-m",
            which,
            *tests,
        ],
        **more,
    )
    assert done.returncode == 0 and "passed" in done.stdout, done.stdout[-3000:] + done.stderr[-1000:]
