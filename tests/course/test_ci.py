"""`.ci/run`: every target in its order, a flake named and never retried in silence, the checkout clean at the end."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from utils.feedback.contract import PYTHONS

ROOT = Path(__file__).resolve().parents[2]
MAKE = """#!/bin/sh
echo "make $*" >> calls
mkdir -p .pytest_cache/v/cache
case "$1" in
{cases}
esac
"""
FAILS = """{target}) echo '{{"tests/test_a.py::test_b[a b]": true}}' > .pytest_cache/v/cache/lastfailed; exit 2;;"""


@pytest.fixture
def checkout(tmp_path):
    """A checkout whose `make` and `pytest` only note that they were called, and do as they are told."""
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    (tmp_path / ".gitignore").write_text("calls\nbin/\n.venv/\n.pytest_cache/\n")
    program(tmp_path / ".ci/install", "#!/bin/sh\n")
    program(tmp_path / "bin/make", MAKE.format(cases="*) true;;"))
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def program(path: Path, text: str) -> None:
    """Write something that can be run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def run(checkout: Path) -> tuple[int, str, list[str]]:
    """Run it; return its status, what it printed, and what was called."""
    path = {"PATH": f"{checkout / 'bin'}:{os.environ['PATH']}"}
    command = [checkout / ".ci" / "run"]
    done = subprocess.run(command, env=os.environ | path, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, (checkout / "calls").read_text().splitlines()


def test_every_target_is_called_and_the_generated_files_are_compared_first(checkout):
    """Nothing has touched the tree before they are; the README's two commands are among the rest."""
    status, printed, calls = run(checkout)
    targets = [
        f"setup PYTHON=python{PYTHONS[0]}",
        "check-generated",
        "check",
        "demo",
        "test",
        "test-slow",
        "test-beyond",
    ]
    assert (status, calls) == (0, [f"make {target}" for target in targets])
    assert "All is well" in printed and "FLAKY" not in printed
    assert all(re.search(rf"--- make {target}: \d+ s", printed) for target in targets)


def test_what_passes_only_when_tried_once_more_is_named(checkout):
    """At once and at the end, by an id that pytest takes."""
    program(checkout / "bin/make", MAKE.format(cases=FAILS.format(target="test-slow")))
    program(checkout / ".venv/bin/python", '#!/bin/sh\nfor last; do :; done; echo "pytest $last" >> calls\n')
    status, printed, calls = run(checkout)
    assert status == 0 and "pytest tests/test_a.py::test_b[a b]" in calls
    assert "FAILED, and is tried once more: tests/test_a.py::test_b[a b]\n" in printed
    assert "FLAKY: failed at first, passed when tried once more: tests/test_a.py::test_b[a b]\n" in printed


def test_what_fails_twice_ends_the_run(checkout):
    """Nothing more is called, and nothing is well."""
    program(checkout / "bin/make", MAKE.format(cases=FAILS.format(target="test")))
    program(checkout / ".venv/bin/python", "#!/bin/sh\nexit 1\n")
    status, printed, calls = run(checkout)
    assert status != 0 and "All is well" not in printed and calls[-1] == "make test"


@pytest.mark.parametrize("target", ["setup", "check-generated", "demo", "test"])
def test_a_target_that_fails_without_a_failed_test_ends_the_run(checkout, target):
    """A broken build, a collection that dies: there is nothing to try once more."""
    program(checkout / "bin/make", MAKE.format(cases=f"{target}) exit 2;;"))
    status, printed, calls = run(checkout)
    assert status != 0 and "All is well" not in printed and calls[-1].startswith(f"make {target}")


def test_a_checkout_that_was_written_into_ends_the_run(checkout):
    """By any target, a tracked file or a new one; it is named."""
    program(checkout / "bin/make", MAKE.format(cases="test) echo x > left_behind;;"))
    status, printed, _ = run(checkout)
    assert status != 0 and "left_behind" in printed and "All is well" not in printed


def test_every_mark_and_target_that_ci_names_exists():
    """The Makefile's marks are pytest's, and the targets of both scripts are the Makefile's."""
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    called = set()
    for name in ("run", "nightly"):
        script = re.sub(r"#.*", "", (ROOT / ".ci" / name).read_text())
        for line in re.findall(r"^(?:timed make|make|tests) ([a-z -]+)$", script, re.MULTILINE):
            called |= set(line.split())
    assert {"setup", "check-generated", "check", "demo", "test", "test-slow", "test-beyond", "test-nightly"} <= called
    assert called <= targets
