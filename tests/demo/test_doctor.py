"""`autograder doctor`: a line for each thing that grading needs, and status 1 where one is missing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from autograder import doctor as module
from autograder.doctor import Finding, browser, data, database, doctor, packages, python, writing
from autograder.records.database_address import VARIABLE
from tests.utils.test_layers import ROOT
from utils import corpora


def test_here_nothing_is_missing(tmp_path):
    """The command on this machine: Python, packages, a real sandbox, the data, a disk, a database."""
    left = {name: value for name, value in os.environ.items() if name != VARIABLE}
    command = [sys.executable, "-m", "autograder", "doctor"]
    done = subprocess.run(
        command, cwd=tmp_path, env=left | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["ok", f"{name}:"]
        for name in ("Python", "Packages", "Sandbox", "Limits", "Data", "Writing", "Database", "Browser")
    ]
    assert "bwrap" in lines[2]
    assert list(tmp_path.iterdir()) == []


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


def test_a_package_that_is_missing_or_too_old_is_named(monkeypatch):
    """With what is needed, and what mends it."""
    assert packages().ok
    monkeypatch.setattr(module, "version", lambda name: "0.1" if name == "rich" else "99")
    found = packages()
    assert not found.ok and "rich is 0.1 where >=13.7 is needed" in found.message and "make setup" in found.message


def test_a_folder_that_cannot_be_written_is_named(monkeypatch, tmp_path):
    """And one without room; both with the way out."""
    monkeypatch.chdir(tmp_path)
    assert writing().ok and list(tmp_path.iterdir()) == []
    monkeypatch.setattr(module, "LEAST_FREE", 2**80)
    assert "MiB left" in writing().message and not writing().ok
    monkeypatch.setattr(module.Path, "cwd", lambda: tmp_path / "gone")
    assert not writing().ok and "--out" in writing().message


def test_a_database_that_is_not_reached_is_named_without_its_password(monkeypatch, tmp_path):
    """One of the variable; without it a file in this folder, which is gone again afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    assert database().ok and list(tmp_path.iterdir()) == []
    monkeypatch.setenv(VARIABLE, f"sqlite:///{tmp_path}/no/where/gradebook.db")
    assert not database().ok and VARIABLE in database().message
    monkeypatch.setenv(VARIABLE, f"sqlite:///{tmp_path}/gradebook.db")
    assert database().ok and list(tmp_path.iterdir()) == []
    monkeypatch.setenv(VARIABLE, "postgresql://ada:tyrannos@127.0.0.1:1/book")
    found = database()
    assert not found.ok and "tyrannos" not in found.message and "127.0.0.1" in found.message
    monkeypatch.setenv(VARIABLE, "nonsense")
    assert not database().ok and "database address" in database().message


def test_no_browser_is_no_reason_not_to_grade(monkeypatch):
    """It is told all the same."""
    monkeypatch.setattr(module.webbrowser, "get", lambda: (_ for _ in ()).throw(module.webbrowser.Error("none")))
    assert browser().ok and "none here" in browser().message
