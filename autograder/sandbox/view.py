"""What the fork server can see: the course, the packages of the contract, Python; and what stays hidden within them.

A place is a path inside the sandbox; each comes with the path outside that is shown there.
"""

from __future__ import annotations

import os
import site
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import utils
from utils.feedback.packages import distributions, entries, place_of

from .child.withheld import WITHHELD

SANDBOX = Path(__file__).resolve().parent
PACKAGE = SANDBOX.parent  # the grader
PACKAGES, GRADER = "packages", "grader"  # the folders with what the contract allows, and with what is ours
CHANNEL = ("msgpack",)  # what the fork server needs besides, to speak with the grader


@dataclass(frozen=True)
class View:
    """What the fork server is given besides the course and the packages of the contract.

    Attributes
    ----------
    hide : tuple of Path
        Folders that must not be seen, should one of them lie within a folder that is shown.
    first : tuple of Path
        Folders with packages that come before ours (another NumPy, say).
    environment : dict of str to str
        Further variables, or others in place of ours.
    """

    hide: tuple[Path, ...] = ()
    first: tuple[Path, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)


def visible(view: View) -> dict[str, str]:
    """Return the folders and files that the fork server sees, read-only: place inside -> path outside."""
    course = Path(utils.__file__).resolve().parent.parent
    base = os.path.realpath(sys.base_prefix)
    places = {"/usr": "/usr"} if Path(base).is_relative_to("/usr") else {"/usr": "/usr", base: base}
    places |= {**packages(view), **own_packages()}
    if (course / "data").is_dir():
        places["/course/data"] = str(course / "data")
    return places | {f"/course/utils/{path.name}": str(path) for path in _lesson(course / "utils")}


def packages(view: View) -> dict[str, str]:
    """Return the packages that are shown, by the name under which they lie in a folder: place inside -> outside.

    Only those of the contract, one by one: what else an environment holds (another course's packages, an extra of
    ours) must not decide a mark.
    """
    found = {f"/{PACKAGES}/{number}": str(folder) for number, folder in enumerate(view.first)}
    folders: list[Path] = list(view.first)
    for distribution in distributions().values():
        folder = place_of(distribution)
        if folder not in folders:
            folders.append(folder)
        number = folders.index(folder)
        found |= {f"/{PACKAGES}/{number}/{name}": str(folder / name) for name in entries(distribution)}
    return found


def own_packages() -> dict[str, str]:
    """Return what the fork server needs for itself and takes out of sight when it is loaded: inside -> outside."""
    found = {f"/{GRADER}/child": str(SANDBOX / "child")}
    for distribution in distributions(CHANNEL).values():
        found |= {f"/{GRADER}/{name}": str(place_of(distribution) / name) for name in entries(distribution)}
    return found


def _lesson(package: Path) -> list[Path]:
    """Return what graded code sees of `utils`, one by one: no trainer, and no byte code of one."""
    return [path for path in sorted(package.iterdir()) if path.name not in (WITHHELD.rpartition(".")[2], "__pycache__")]


def hidden(view: View) -> list[Path]:
    """Return the folders to hide: grader, trainer, the project where it is a checkout, the caller's."""
    project = PACKAGE.parent
    found = [PACKAGE, Path(utils.__file__).resolve().parent, *(Path(folder).resolve() for folder in view.hide)]
    return [project, *found] if (project / "pyproject.toml").is_file() else found


def hiding_system_packages(places: Iterable[str]) -> list[str]:
    """Return the options that hide what ``!python`` would find beside Python's own modules; pip alone stays."""
    line: list[str] = []
    for folder in map(Path, site.getsitepackages([os.path.realpath(sys.base_prefix), "/usr"])):
        if folder.is_dir() and any(folder.is_relative_to(place) for place in places):
            line += ["--tmpfs", str(folder)]
            for pip in folder.glob("pip*"):
                line += ["--ro-bind", str(pip), str(pip)]
            line += ["--remount-ro", str(folder)]  # else jobs could leave each other something there
    return line


def link_packages(folder: str) -> None:
    """Show the packages by links, for the mode ``"open"``: those of the contract in one folder, ours in another.

    Parameters
    ----------
    folder : str
        Where the fork server works.
    """
    for place, outside in {**packages(View()), **own_packages()}.items():
        kind, *_, name = place[1:].split("/")
        link = Path(folder) / kind / name
        link.parent.mkdir(exist_ok=True)
        if not link.is_symlink():
            link.symlink_to(outside)
