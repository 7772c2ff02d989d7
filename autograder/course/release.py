"""Packs what students get into one zip file: notebooks, ``utils``, ``data``, set-up files; nothing of the grader."""

from __future__ import annotations

import io
import json
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from autograder.course.build import ROOT, generated
from autograder.errors import BuildRefused
from autograder.files import write_whole
from utils.feedback import contract
from utils.feedback.contract import filled

TOP = "dinosaur_island"  # the one folder in the zip, so that unpacking never litters
README = Path(__file__).parent / "templates" / "student_readme.md"
PYPROJECT = README.with_name("student_pyproject.toml.txt")
TAKEN = {  # the folders that go along, and which of their files
    "utils": (".py", ".json", ".html"),
    "data": (".txt", ".md"),
    "beyond": (".py", ".json", ".keras"),
}
TIME = (1980, 1, 1, 0, 0, 0)  # the zip format's zero


def release(path: Path, root: Path = ROOT) -> int:
    """Write the students' zip file; the same course gives the same bytes on every machine.

    Parameters
    ----------
    path : Path
        The file to write; its folder must exist. An earlier release is replaced in one step, anything else is refused.
    root : Path
        The course folder.

    Returns
    -------
    int
        The exit status: 0, or 1 when the course may not be handed out or the file cannot be written.
    """
    path = Path(path)
    try:
        files = contents(root)
        if not path.parent.is_dir():
            raise OSError(f"there is no folder {path.parent}; make it first")
        if path.exists() and not _is_release(path):
            raise OSError("it exists and is no release of the course; choose another name, or move it away")
        write_whole(path, _zip(files), shared=True)
    except BuildRefused as refusal:
        print(f"Nothing was released:\n{refusal}")
        return 1
    except OSError as error:
        print(f"Nothing was released: {path} cannot be written ({error}).")
        return 1
    print(f"{path}: {len(files)} files, {path.stat().st_size / 1024:.0f} KB. Hand this file to your students.")
    return 0


def contents(root: Path = ROOT) -> dict[str, bytes]:
    """Return every file of the release: its path in the zip below the top folder, and its bytes.

    The generated files come fresh from the masters, so an uncommitted edit of a notebook cannot slip in.

    Parameters
    ----------
    root : Path
        The course folder.

    Returns
    -------
    dict of str to bytes
        Sorted by path.
    """
    files = {str(path.relative_to(root).as_posix()): path.read_bytes() for path in _taken(root)}
    files |= generated()
    files["README.md"] = filled(README.read_text(encoding="utf-8")).encode()
    files["requirements.txt"] = requirements().encode()
    files["pyproject.toml"] = pyproject(root).encode()
    for name in ("environment.yml", "LICENSE", "setup.py"):
        files[name] = (root / name).read_bytes()
    return dict(sorted(files.items()))


def requirements() -> str:
    """Return the students' requirements file: the ranges of the contract.

    Ranges and not the hashes of ``requirements.lock``: a student's Python and operating system are not ours to
    choose, and where the one locked version has no wheel for them, pip would try to compile it. From a range it
    takes the newest that fits. The checks do not mind: they are made for any NumPy in the range.

    Returns
    -------
    str
        One requirement a line, below a comment.
    """
    lines = [f"# What the notebooks import. Python itself: {contract.requires_python()}", *contract.requirements()]
    return "\n".join(lines) + "\n"


def pyproject(root: Path = ROOT) -> str:
    """Return what lets pip make a wheel of the students' packages, with the version and ranges of the course."""
    whole = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    data = whole["tool"]["setuptools"]["package-data"]
    words = {
        "version": whole["project"]["version"],
        "data": "\n".join(f"{package} = {json.dumps(data[package])}" for package in ("utils", "beyond")),
        "python": contract.requires_python(),
        "packages": ",\n    ".join(f'"{line}"' for line in contract.requirements()),
    }
    text = PYPROJECT.read_text(encoding="utf-8")
    for word, meant in words.items():
        text = text.replace("{{" + word + "}}", meant)
    return text


def _taken(root: Path) -> Iterator[Path]:
    """Yield the course's own files of the folders that go along; caches and hidden files stay behind."""
    for folder, endings in TAKEN.items():
        for path in sorted((root / folder).rglob("*")):
            hidden = any(part.startswith((".", "__pycache__")) for part in path.relative_to(root).parts)
            if path.is_file() and path.suffix in endings and not hidden:
                yield path


def _is_release(path: Path) -> bool:
    """Tell whether a file is a zip that this module has written: one folder, and a clock that stands at zero."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            return bool(entries) and all(e.date_time == TIME and e.filename.startswith(f"{TOP}/") for e in entries)
    except (OSError, zipfile.BadZipFile):
        return False


def _zip(files: dict[str, bytes]) -> bytes:
    """Return a zip archive that depends on nothing but the files: no clock, no user, no compressor's version."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{TOP}/{name}", TIME)
            entry.create_system = 3  # as if packed on Unix, wherever that was
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()
