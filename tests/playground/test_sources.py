"""The page's JavaScript does what its own tests say, and the page that travels with utils is built from it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.playground.conftest import PLAYGROUND
from utils.explore.explorer import PAGE


def test_own_tests_pass(node: str) -> None:
    """`node --test`: functions without numbers of a screen, which need no packages."""
    run = subprocess.run([node, "--test"], cwd=PLAYGROUND, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr
    assert "# fail 0" in run.stdout and "# pass 0" not in run.stdout


@pytest.mark.slow
def test_page_is_current_byte_for_byte(node: str, node_packages: Path, tmp_path: Path) -> None:
    """Built anew from the sources and the lock, it is the file that is committed."""
    made = tmp_path / "page.html"
    subprocess.run([node, "build.js", str(made)], cwd=PLAYGROUND, check=True, timeout=300)
    assert made.read_bytes() == PAGE.read_bytes(), "run `make page` and commit utils/explore/page.html"


def test_lock_file_names_no_registry() -> None:
    """Every package is pinned by its digest, and none by an address."""
    lock = json.loads((PLAYGROUND / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages and all("resolved" not in package for package in packages.values())
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert "://" not in json.dumps([{**package, "funding": None} for package in packages.values()])


@pytest.mark.parametrize(
    "path", [*sorted(PLAYGROUND.glob("[!n]*/**/*.js")), PLAYGROUND / "build.js"], ids=lambda path: path.name
)
def test_no_source_is_past_300_lines(path: Path) -> None:
    """What holds for the Python modules holds here."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
