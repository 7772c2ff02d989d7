"""Checks what grading needs on this machine: a line for each thing, with what to do where it is missing."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from rich.console import Console
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from autograder.errors import GradingError, SandboxMissing
from autograder.records.database_address import (
    VARIABLE,
    chosen_address,
    gradebook_url,
    scrubbed,
    sqlite_file,
    without_password,
)
from autograder.sandbox.enforcement import limits_in_force
from autograder.sandbox.sandbox import usual_way
from autograder.submission.printable import listed
from utils.corpora import EMBEDDED, CorpusError, load_dinosaurs

PROJECT, EXTRA = "dinosaur-island", "grader"
LEAST_FREE = 200 * 2**20


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


def packages() -> Finding:
    """Hold the installed packages against what the project asks for."""
    try:
        wanted = [Requirement(line) for line in requires(PROJECT) or ()]
    except PackageNotFoundError:
        return Finding("Packages", False, "the course is not installed here. Run `make setup`.")
    needed = [each for each in wanted if each.marker is None or each.marker.evaluate({"extra": EXTRA})]
    wrong = [said for each in needed if (said := _unfit(each))]
    if wrong:
        return Finding("Packages", False, f"{listed(wrong, 5)}. Run `make setup`.")
    return Finding("Packages", True, f"{len(needed)} of {len(needed)}, nbgrader {version('nbgrader')} among them")


def _unfit(wanted: Requirement) -> str:
    """Say of a package that it is missing or another version than the project needs; ``""`` where it is as needed."""
    try:
        here = version(wanted.name)
    except PackageNotFoundError:
        return f"{wanted.name} is missing"
    fits = wanted.specifier.contains(here, prereleases=True)
    return "" if fits else f"{wanted.name} is {here} where {wanted.specifier} is needed"


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


def writing() -> Finding:
    """Write a file where grades go by default, and see how much room there is."""
    here = Path.cwd()
    try:
        with tempfile.NamedTemporaryFile(dir=here, prefix=".doctor-") as file:
            file.write(b"x")
            file.flush()
        free = shutil.disk_usage(here).free
    except OSError as error:
        where = "Go to a folder of your own, or name one with --out."
        return Finding("Writing", False, f"{here} cannot be written ({error.strerror}). {where}")
    if free < LEAST_FREE:
        return Finding("Writing", False, f"{here} has {free / 2**20:,.0f} MiB left; make room, or use another --out.")
    return Finding("Writing", True, f"{here}, {free / 2**30:,.1f} GiB free")


def database() -> Finding:
    """Reach the gradebook of ``AUTOGRADER_DB`` without changing it; else lock and write a file as SQLite does."""
    try:
        address, _ = chosen_address(None, None)
        if address is not None:
            return _asked_for(gradebook_url(address, Path()))
        with tempfile.TemporaryDirectory(prefix=".doctor-", dir=Path.cwd()) as folder:
            _reached(f"sqlite:///{folder}/gradebook.db", "CREATE TABLE t (x INTEGER)")
    except GradingError as error:
        return Finding("Database", False, str(error))
    except OSError as error:
        return Finding("Database", False, f"no gradebook can be made in {Path.cwd()} ({error.strerror}).")
    except SQLAlchemyError as error:
        said = f"a file here cannot be used as a gradebook ({getattr(error, 'orig', error)}). On a network drive"
        return Finding("Database", False, f"{said} locks may not work: use --db or a --out on a disk of this machine.")
    return Finding("Database", True, "SQLite, in the grades folder")


def _asked_for(url: str) -> Finding:
    """Look at the instructor's own address; a file that is not there yet is not made."""
    file = sqlite_file(url)
    if file is None or file.exists():
        return _reached(url)
    if os.access(file.parent, os.W_OK):
        return Finding("Database", True, f"{file}, by {VARIABLE}; it is made when you grade")
    return Finding("Database", False, f"{file} in {VARIABLE} cannot be made. Mend or unset it.")


def _reached(url: str, statement: str = "SELECT 1") -> Finding:
    """Connect and say something; where that fails for an address of the instructor's, say so without its password."""
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    shown = without_password(url)
    try:
        with engine.begin() as connection:
            connection.execute(text(statement))
    except SQLAlchemyError as error:
        if statement != "SELECT 1":
            raise
        said = scrubbed(getattr(error, "orig", error), url).strip().splitlines()[:1]
        return Finding(
            "Database", False, f"{shown} in {VARIABLE} cannot be reached ({' '.join(said)}). Mend or unset it."
        )
    finally:
        engine.dispose()
    return Finding("Database", True, f"{shown}, by {VARIABLE}")


def browser() -> Finding:
    """Look for what opens the pages; grading goes without."""
    try:
        name = getattr(webbrowser.get(), "name", "the system's own")
    except webbrowser.Error:
        return Finding("Browser", True, "none here, and none is needed to grade: copy the grades to where one is.")
    return Finding("Browser", True, f"{name}, for overview.html and the students' pages")


CHECKS: tuple[Callable[[], Finding], ...] = (python, packages, sandbox, limits, data, writing, database, browser)
