"""Downloads as learning platforms give them, of three people whose files hold nothing but whose they are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

EXERCISES = ("clip", "sample", "optimize", "model")
#: First name, last name, login, number on the platform.
PEOPLE = (("Ada", "Lovelace", "ada", 10231), ("Zoë", "O'Brien", "zoe", 10232), ("Max", "von Berg", "max", 10233))


def content(login: str, exercise: str) -> bytes:
    """What one person hands in for an exercise."""
    return f"{login}'s {exercise}".encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Pack files into an archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files by their paths in a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def notebooks(login: str, form: str = "{e}.ipynb") -> dict[str, bytes]:
    """One person's four files, named by a form with ``{e}`` for the exercise."""
    return {form.replace("{e}", name): content(login, name) for name in EXERCISES}


def _moodle(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    return notebooks(login, f"{first} {last}_{number}_assignsubmission_file_/{{e}}.ipynb")


def _moodle_with_text(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    text = {f"{first} {last}_{number}_assignsubmission_onlinetext_/onlinetext.html": b"<p>Sorry</p>"}
    return _moodle(first, last, login, number) | text


def _moodle_flat(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    return notebooks(login, f"{first} {last}_{number}_assignsubmission_file_{{e}}.ipynb")


def _moodle_zips(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    packed = zipped(notebooks(login, "dinosaur_island/{e}.ipynb"))
    return {f"{first} {last}_{number}_assignsubmission_file_/dinosaur_island.zip": packed}


def _canvas(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    late = {"zoe": "LATE_", "max": "VERSPÄTET_"}.get(login, "")
    name = (last + first).lower().replace(" ", "").replace("'", "")
    return notebooks(login, f"{name}_{late}{number}_{number * 7}_{{e}}-1.ipynb")


def _blackboard(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    word = {"zoe": "Versuch", "max": "intento"}.get(login, "attempt")
    head = f"Dinosaur Island_{login}_{word}_2026-01-01-12-00-01"
    return notebooks(login, f"{head}_{{e}}.ipynb") | {f"{head}.txt": b"Name: x"}


def _gradescope(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    metadata = {"submission_metadata.yml": b"submission_1:\n  :submitters: []\n"}
    return notebooks(login, f"submission_{number * 3}/{{e}}.ipynb") | metadata


def _google(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    return notebooks(login, f"{first} {last} - {{e}}.ipynb")


def _github(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    extra = {f"dinosaur-island-{login}/README.md": b"x", f"dinosaur-island-{login}/.git/HEAD": b"ref"}
    return notebooks(login, f"dinosaur-island-{login}/notebooks/dinosaur_island/{{e}}.ipynb") | extra


def _nbgrader(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    time = {f"{login}/dinosaur_island/timestamp.txt": b"2026-01-01 12:00:00.000000 UTC"}
    return notebooks(login, f"{login}/dinosaur_island/{{e}}.ipynb") | time


def _folders(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    return notebooks(login, f"{login}/{{e}}.ipynb")


def _release(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    top = f"{login}/dinosaur_island"
    extra = {f"{top}/README.md": b"x", f"{top}/utils/network.py": b"", f"{top}/notebooks/beyond/other.ipynb": b""}
    return notebooks(login, f"{top}/notebooks/dinosaur_island/{{e}}.ipynb") | extra


def _zips(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    return {f"{login}.zip": zipped(notebooks(login, "dinosaur_island/{e}.ipynb"))}


def _zips_inside(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    return {f"{login}/dinosaur_island/abgabe.zip": zipped(notebooks(login, "dinosaur_island/{e}.ipynb"))}


def _hand_in_zips(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    return {f"{login}.zip": zipped(notebooks(login))}


def _sections(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    return notebooks(login, f"section {number % 2}/{login}/{{e}}.ipynb")


def _flat(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    return notebooks(login, f"{login}_{{e}}.ipynb")


def _flat_behind(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    return notebooks(login, f"{{e}}_{login}.ipynb")


def _google_hand_in(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    return {f"{first} {last} - hand_in.zip": zipped(notebooks(login))}


def _login_hand_in(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    return {f"{login}_hand_in (1).zip": zipped(notebooks(login))}


def _repository_zips(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    name = f"dinosaur-island-{login}-main"
    return {f"{name}.zip": zipped(notebooks(login, f"{name}/notebooks/dinosaur_island/{{e}}.ipynb"))}


def _dashes(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    return notebooks(login, f"{first}-{last}-{{e}}.ipynb")


def _exercises(first: str, last: str, login: str, number: int) -> dict[str, bytes]:
    return notebooks(login, f"{{e}}/{login}/{{e}}.ipynb")


PLATFORMS: dict[str, Callable[[str, str, str, int], dict[str, bytes]]] = {
    "moodle": _moodle,
    "moodle with online text": _moodle_with_text,
    "moodle without folders": _moodle_flat,
    "moodle with zips": _moodle_zips,
    "canvas": _canvas,
    "blackboard": _blackboard,
    "gradescope": _gradescope,
    "google classroom": _google,
    "github classroom": _github,
    "nbgrader": _nbgrader,
    "folders": _folders,
    "whole releases": _release,
    "zips": _zips,
    "zips in folders": _zips_inside,
    "zips of hand_in": _hand_in_zips,
    "sections": _sections,
    "name first": _flat,
    "name last": _flat_behind,
    "google classroom with zips of hand_in": _google_hand_in,
    "zips of hand_in after the login": _login_hand_in,
    "archives of repositories": _repository_zips,
    "name first with dashes": _dashes,
    "a folder for each exercise": _exercises,
}


def files_of(platform: str, people: tuple[tuple[str, str, str, int], ...] = PEOPLE) -> dict[str, bytes]:
    """All files of a platform's download, by their paths."""
    files: dict[str, bytes] = {}
    for person in people:
        files |= PLATFORMS[platform](*person)
    return files
