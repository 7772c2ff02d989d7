"""`autograder doctor`: a line for each thing that grading needs, and status 1 where one is missing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from autograder import doctor as module
from autograder.doctor import Finding, data, doctor, python
from utils import corpora


def test_here_nothing_is_missing():
    """The command on this machine: Python, a real sandbox, the data."""
    done = subprocess.run([sys.executable, "-m", "autograder", "doctor"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["ok", "Python:"],
        ["ok", "Sandbox:"],
        ["ok", "Limits:"],
        ["ok", "Data:"],
    ]
    assert "bwrap" in lines[1]


def test_one_thing_that_is_missing_makes_the_status_1(monkeypatch, capsys):
    """The others are still looked at."""
    found = [Finding("One", True, "is there"), Finding("Two", False, "is not [there]."), Finding("Three", True, "also")]
    monkeypatch.setattr(module, "CHECKS", [lambda finding=finding: finding for finding in found])
    assert doctor() == 1
    assert capsys.readouterr().out.splitlines() == [
        "ok      One: is there",
        "missing Two: is not [there].",
        "ok      Three: also",
    ]


def test_a_python_outside_of_the_range_is_told_with_the_range(monkeypatch):
    """The range is the project's own."""
    assert python().ok
    monkeypatch.setattr(module.platform, "python_version", lambda: "3.10.9")
    found = python()
    assert (
        not found.ok
        and "3.10.9" in found.message
        and ">=3.11" in found.message
        and "make setup PYTHON=" in found.message
    )


def test_a_python_without_the_course_is_told_what_to_run(monkeypatch):
    """As where the command of another environment is called."""
    monkeypatch.setattr(module, "PROJECT", "no-such-project")
    assert not python().ok and "make setup" in python().message


@pytest.mark.parametrize("content", [None, b"", b"version https://git-lfs.github.com/spec/v1\n"])
def test_missing_data_is_told(monkeypatch, tmp_path, content):
    """Missing, empty, or a pointer in its place."""
    if content is not None:
        (tmp_path / "dinos.txt").write_bytes(content)
    monkeypatch.setattr(corpora, "EMBEDDED", tmp_path / "dinos.txt")
    found = data()
    assert not found.ok and str(tmp_path) in found.message
