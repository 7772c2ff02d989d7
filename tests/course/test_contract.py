"""The contract of versions and packages: whatever repeats it says the same, and the lock serves all of it."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from autograder.course import assignment, release
from utils.feedback import contract

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "macos": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}


def locked(python: str, system: str) -> dict[str, str]:
    """Return what the lock gives a Python on a system: name -> version."""
    place = {"python_version": python, "python_full_version": f"{python}.9", **SYSTEMS[system]}
    found: dict[str, str] = {}
    for line in re.findall(r"^([a-z0-9].*?) \\$", LOCK, re.MULTILINE):
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate(place):
            assert requirement.name not in found, f"two versions of {requirement.name} for Python {python}"
            found[requirement.name] = str(requirement.specifier).removeprefix("==")
    return found


def test_pyproject_repeats_the_contract():
    """Pip gets the contract's Pythons and packages, and nothing is required of a student besides."""
    project = PYPROJECT["project"]
    assert project["requires-python"] == contract.requires_python()
    assert project["dependencies"] == contract.requirements()
    named = [line.rpartition(" ")[2] for line in project["classifiers"] if "Python :: 3." in line]
    assert tuple(named) == contract.PYTHONS


def test_the_tools_read_the_code_as_the_oldest_python_does():
    """Linter and type checker refuse what the oldest Python of the contract cannot read."""
    assert PYPROJECT["tool"]["ruff"]["target-version"] == "py" + contract.PYTHONS[0].replace(".", "")
    assert PYPROJECT["tool"]["mypy"]["python_version"] == contract.PYTHONS[0]


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", contract.PYTHONS)
def test_the_lock_serves_every_python_on_every_system(python, system):
    """One version of each package, and of those that a student has one within the contract's range."""
    versions = locked(python, system)
    for name, bounds in contract.PACKAGES.items():
        assert Requirement(name + bounds).specifier.contains(versions[name]), name


def test_the_lock_has_a_hash_for_each_package_and_names_no_index():
    """What is installed is what was locked, wherever it comes from."""
    packages = re.split(r"\n(?=[a-z0-9])", LOCK.partition("\n#    make lock\n")[2])
    assert len(packages) > 100 and all("--hash=sha256:" in package for package in packages)
    assert "://" not in LOCK


def test_the_tested_numpys_are_what_the_lock_installs():
    """The newest NumPy of the contract is the one that the newest Python gets, and no Python gets a newer one."""
    given = [contract.release(locked(python, "linux")["numpy"]) for python in contract.PYTHONS]
    oldest, newest = map(contract.release, contract.NUMPYS)
    assert given[-1] == newest == max(given) and min(given) >= oldest
    assert contract.PACKAGES["numpy"] == f">={contract.NUMPYS[0]}"


def test_this_python_is_one_of_the_contract():
    """The tests say something of the contract only where they run on one of its Pythons."""
    assert f"{sys.version_info[0]}.{sys.version_info[1]}" in contract.PYTHONS


def test_ci_runs_on_the_oldest_python():
    """With each change; every night runs on the newest that is there."""
    assert f"make setup PYTHON=python{contract.PYTHONS[0]} " in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_students_read_the_contract_in_their_zip_file(committed_files, monkeypatch):
    """The README and the notebooks name the Pythons and the packages, and no blank is left unfilled."""
    monkeypatch.setattr(release, "generated", lambda: committed_files)
    files = release.contents()
    readme = files["README.md"].decode()
    assert contract.allowed() in readme and f"Python {contract.PYTHONS[0]} or newer" in readme
    for name in ("clip", "sample"):
        assert contract.allowed() in " ".join(cell.source for cell in assignment.student(name).cells).replace("\n", " ")
    assert "{{" not in readme
    for name in (name for name in files if name.endswith(".ipynb")):
        assert not re.search(rb"\{\{(oldest|newest|allowed)\}\}", files[name]), name


@pytest.mark.parametrize(
    ("python", "numpy", "words"),
    [("3.13.0", "2.4.6", []), ("3.99.1", "2.4.6", ["Python 3.99.1"]), ("3.12.1", "1.26.4", ["NumPy 1.26.4"])],
)
def test_who_runs_something_else_at_home_is_told(python, numpy, words):
    """A version that the contract leaves out is named, with what it means for grading."""
    said = contract.notes(python, numpy)
    assert len(said) == len(words) and all(word in line for word, line in zip(words, said))
