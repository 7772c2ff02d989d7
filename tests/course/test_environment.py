"""`environment.yml` asks conda for what the contract says that every student has: the same names, the same ranges."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import yaml

from utils.feedback import contract

rattler = pytest.importorskip("rattler")

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def conda_specs():
    """Each line of environment.yml, read by conda's own rules at their strictest."""
    return [rattler.MatchSpec(line, strict=True) for line in ENVIRONMENT["dependencies"]]


def test_every_line_is_a_strict_match_spec():
    """py-rattler takes each line without leniency, and each line names a package and a range."""
    for spec in conda_specs():
        assert spec.name is not None and spec.version is not None


def test_names_and_ranges_are_those_of_the_contract():
    """What conda users get is what pip users get."""
    found = {spec.name.normalized: str(spec.version) for spec in conda_specs()}
    assert found == {"python": contract.requires_python(), **contract.PACKAGES}


def test_ranges_admit_what_is_installed_here():
    """A range that shut out the versions we test with would be a slip."""
    from importlib.metadata import version

    for spec in conda_specs():
        if spec.name.normalized != "python":
            installed = rattler.Version(version(spec.name.normalized))
            assert rattler.VersionSpec(str(spec.version)).matches(installed), spec


def test_the_file_is_complete():
    """A name for the environment and a channel to take it from, and no key that conda does not know."""
    assert set(ENVIRONMENT) == {"name", "channels", "dependencies"}
    assert ENVIRONMENT["name"] == PROJECT["name"]
    assert ENVIRONMENT["channels"] == ["conda-forge", "nodefaults"]
