"""Which installed packages belong to the contract, and what is said of one that does not: in notebook and grader."""

from __future__ import annotations

import difflib
from functools import cache
from importlib import metadata
from pathlib import Path

from .contract import ALLOWED, PACKAGES, TOOLS, allowed

LONGEST = 60  # characters of a package's name that are shown
CLOSE = 0.8  # how like a name must be to one that is allowed, for a slip of the finger
NOT_THERE = "is not there where this is graded"


@cache
def distributions(names: tuple[str, ...] = tuple(name for name in PACKAGES if name not in TOOLS)) -> dict:
    """Return the installed distributions of the contract that can be imported, with all that they need.

    Parameters
    ----------
    names : tuple of str
        Where to begin; by default what every student has, less the tools.

    Returns
    -------
    dict of str to importlib.metadata.Distribution
        By normalized name. What is not installed is left out.
    """
    from packaging.requirements import Requirement  # here: only a missing package and the sandbox ask for it
    from packaging.utils import canonicalize_name

    found: dict[str, metadata.Distribution] = {}
    wanted = [canonicalize_name(name) for name in names]
    while wanted:
        name = wanted.pop()
        if name in found:
            continue
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        needs = [Requirement(line) for line in found[name].requires or []]
        needs = [need for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]
        wanted += [canonicalize_name(need.name) for need in needs]
    return dict(sorted(found.items()))


def place_of(distribution: metadata.Distribution) -> Path:
    """Return the folder of packages that a distribution lies in."""
    return Path(str(distribution.locate_file(""))).resolve()


def entries(distribution: metadata.Distribution) -> list[str]:
    """Return what a distribution has put into its folder of packages: the names of its own folders and files there."""
    files = distribution.files
    names = {file.parts[0] for file in files or ()}
    if files is None:  # Debian's packages keep no list
        listed = (distribution.read_text("top_level.txt") or distribution.name).split()
        names = {*listed, *(f"{name}.py" for name in listed)}
    return sorted(name for name in names - {".."} if (place_of(distribution) / name).exists())


@cache
def importable() -> frozenset[str]:
    """Return the top-level modules that an answer can import besides Python's own and the course's."""
    names = (name for distribution in distributions().values() for name in entries(distribution))
    return frozenset(name.partition(".")[0] for name in names if not name.endswith((".dist-info", ".libs")))


def absent(error: BaseException | None) -> str:
    """Say in one sentence that a package is not there where this is graded.

    Parameters
    ----------
    error : BaseException or None
        What was raised.

    Returns
    -------
    str
        ``""`` where it is not about a package that the contract leaves out.

    Examples
    --------
    >>> absent(ModuleNotFoundError("No module named 'scipy'", name="scipy"))
    "scipy is not there where this is graded; allowed are numpy, matplotlib, ... and Python's own modules."
    >>> absent(ModuleNotFoundError("No module named 'numpy.linear'", name="numpy.linear"))
    ''
    """
    name = error.name if type(error) is ModuleNotFoundError else None
    if type(name) is not str or not name.isidentifier() or name in importable():
        return ""
    return missing(name)


def missing(name: str) -> str:
    """Say in one sentence that a package is not there where this is graded, by its name."""
    meant = "".join(f" (did you mean {one}?)" for one in difflib.get_close_matches(name[:LONGEST], ALLOWED, 1, CLOSE))
    return f"{name[:LONGEST]} {NOT_THERE}{meant}; allowed are {allowed()}."
