"""Checks what grading needs on this machine: a line for each thing, with what to do where it is missing."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata

from packaging.specifiers import SpecifierSet
from rich.console import Console

from autograder.errors import SandboxMissing
from autograder.sandbox.enforcement import limits_in_force
from autograder.sandbox.sandbox import usual_way
from utils.corpora import EMBEDDED, CorpusError, load_dinosaurs

PROJECT = "dinosaur-island"


@dataclass(frozen=True)
class Finding:
    """The result of one check.

    Attributes
    ----------
    name : str
        The thing.
    ok : bool
        Whether it is as grading needs it.
    message : str
        What it is, or what is wrong and what mends it.
    """

    name: str
    ok: bool
    message: str


def doctor() -> int:
    """Print a line for each thing that grading needs.

    Returns
    -------
    int
        0 where nothing is missing, else 1.
    """
    console = Console()
    findings = [check() for check in CHECKS]
    for finding in findings:
        mark = "ok" if finding.ok else "missing"
        style = "green" if finding.ok else "bold red"
        console.print(f"{mark:8}", style=style, end="")
        console.print(f"{finding.name}: {finding.message}", markup=False, highlight=False, soft_wrap=True)
    return 0 if all(finding.ok for finding in findings) else 1


def python() -> Finding:
    """Hold the running Python against the range that the project states."""
    here = f"{platform.python_version()} ({sys.executable})"
    try:
        wanted = metadata(PROJECT)["Requires-Python"]
    except PackageNotFoundError:
        return Finding("Python", False, f"{here} does not have the course installed. Run `make setup`.")
    if not SpecifierSet(wanted).contains(platform.python_version(), prereleases=True):
        return Finding("Python", False, f"{here} is not {wanted}. Run `make setup PYTHON=/path/to/another`.")
    return Finding("Python", True, here)


def sandbox() -> Finding:
    """Make a sandbox as grading would."""
    try:
        way = usual_way()
    except SandboxMissing as missing:
        return Finding("Sandbox", False, str(missing))
    walls = {"root": "as root, each submission another user", "user": "in user namespaces"}[way.mode]
    return Finding("Sandbox", True, f"{way.bwrap}, {walls}")


def limits() -> Finding:
    """Start a job as grading would, and tell which limits it is under."""
    try:
        return Finding("Limits", True, " ".join(limits_in_force()))
    except SandboxMissing:
        return Finding("Limits", False, "there is no sandbox to try them in.")


def data() -> Finding:
    """Read the dinosaurs that ship with the course."""
    try:
        names = load_dinosaurs().split()
    except CorpusError as error:
        return Finding("Data", False, f"{error}. The repository has it: fetch it from there again.")
    return Finding("Data", True, f"{EMBEDDED}, {len(names)} names")


CHECKS: tuple[Callable[[], Finding], ...] = (python, sandbox, limits, data)
