"""`make setup` takes the newest Python of the contract that works here, or the one that is named; else it says why."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from utils.feedback.contract import PYTHONS

ROOT = Path(__file__).resolve().parents[2]
NEWEST, OLDEST = PYTHONS[-1], PYTHONS[0]


@pytest.fixture
def machine(tmp_path):
    """A machine without any Python: a folder of programs, and a home."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for tool in ("sh", "sed", "tr", "sort", "dirname"):
        (programs / tool).symlink_to(shutil.which(tool))
    return programs


def add_python(folder: Path, name: str, version: str, lacks: str = "") -> Path:
    """Install a Python that says it is of another version, and may lack a module."""
    folder.mkdir(parents=True, exist_ok=True)
    major, minor = version.split(".")
    prelude = (
        f"import sys; sys.version_info = ({major}, {minor}, 5); sys.modules.update(dict.fromkeys({lacks.split()!r}));"
    )
    path = folder / name
    path.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{prelude} exec(sys.argv[1])" "$2"\n')
    path.chmod(0o755)
    return path


def find(machine: Path, *arguments: object) -> subprocess.CompletedProcess:
    """Run the script on that machine."""
    environment = {"PATH": str(machine), "HOME": str(machine.parent)}
    command = [str(machine / "sh"), str(ROOT / ".ci/find_python"), *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def test_the_newest_of_the_contract_is_taken(machine):
    """Not the first on the path, and not one that is newer than what was tested."""
    for version in (*PYTHONS, "3.99"):
        add_python(machine, f"python{version}", version)
    add_python(machine, "python3", "3.99")
    assert find(machine).stdout.strip() == str(machine / f"python{NEWEST}")


def test_one_that_pyenv_keeps_is_found(machine):
    """It lies in no folder of the path."""
    add_python(machine, f"python{OLDEST}", OLDEST)
    kept = add_python(machine.parent / f".pyenv/versions/{NEWEST}.5/bin", f"python{NEWEST}", NEWEST)
    assert find(machine).stdout.strip() == str(kept)


def test_what_cannot_make_an_environment_is_passed_over(machine):
    """A shim without a Python behind it, and a Debian Python without venv."""
    shim = machine / f"python{NEWEST}"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    add_python(machine, f"python{PYTHONS[-2]}", PYTHONS[-2], lacks="ensurepip")
    add_python(machine, f"python{OLDEST}", OLDEST)
    assert find(machine).stdout.strip() == str(machine / f"python{OLDEST}")


def test_a_newer_one_is_better_than_none(machine):
    """Where no tested version is there, python3 will do if it is not too old."""
    add_python(machine, "python3", "3.99")
    assert find(machine).stdout.strip() == "python3"


@pytest.mark.parametrize(
    ("version", "lacks", "words"),
    [
        ("3.9", "", (f"Python {OLDEST} or newer is needed", "is 3.9", "make setup PYTHON=")),
        (OLDEST, "ensurepip", ("lacks the modules venv and ensurepip", "make setup PYTHON=")),
    ],
)
@pytest.mark.parametrize("named", [False, True])
def test_what_will_not_do_gets_a_sentence(machine, version, lacks, words, named):
    """What was expected, what is there, what to do; and nothing is set up."""
    path = add_python(machine, "python3", version, lacks)
    done = find(machine, path) if named else find(machine)
    assert done.returncode == 1 and done.stdout == ""
    assert all(word in done.stderr for word in words) and len(done.stderr.splitlines()) == 1


def test_no_python_at_all_gets_a_sentence(machine):
    """Neither named nor found."""
    for done in (find(machine), find(machine, "/nowhere/python3")):
        assert done.returncode == 1 and "cannot be run" in done.stderr and "make setup PYTHON=" in done.stderr
