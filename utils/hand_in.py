"""Hands in and starts over: `hand_in` writes the one file for the grader, `reset` gives an exercise back."""

from __future__ import annotations

import io
import itertools
import os
import re
import time
import zipfile
from pathlib import Path

from .course_folder import blank_notebook, notebook_folder
from .feedback.contract import HANDED_IN, MAX_NOTEBOOK_BYTES
from .feedback.fixtures import lessons
from .notebook_names import alike
from .notebooks import code_of
from .progress import Progress, SavedAnswer, look
from .words import listed

MADE = b"made by hand_in()"  # the archive's comment: such a file may be replaced
STATES = {
    "begun": "{name} has {points} of {total} points so far; it counts for what it does.",
    "not done": "{name} is not done.",
    "unsaved": "{note} Then call hand_in() again.",
}


class NothingHandedIn(RuntimeError):
    """No file was written; the message says why and what to do."""

    def _render_traceback_(self) -> list[str]:
        """Show the sentence alone in a notebook."""
        return [str(self)]


def hand_in() -> None:
    """Write the notebooks, as they were saved, into one zip file for the grader, and say what is not done.

    An unfinished notebook goes along, since it counts for what it does, and so does a module of your own that a
    notebook imports. A file of that name that something else made is not written over.

    Raises
    ------
    NothingHandedIn
        There is no notebook here, or the file cannot be written.
    """
    folder = notebook_folder()
    files, notes = _files(folder)
    if not files:
        raise NothingHandedIn(
            f"Nothing was written: {folder.resolve()} holds none of {listed(_wanted())}. Call hand_in() in the folder "
            "of your notebooks."
        )
    path = folder / HANDED_IN
    _write(path, files)
    done = look(folder)
    print(f"{path.resolve()} is written: {listed([*files])}.")
    for note in [*notes, *_unfinished(done)]:
        print(f"- {note}")
    print(f"{done.headline} Hand in {path.name} as it is: download it, and do not unpack it.")


def reset(name: str) -> None:
    """Put the course's own notebook in the place of yours, of which a copy is kept beside it.

    Parameters
    ----------
    name : str
        The exercise.

    Raises
    ------
    NothingHandedIn
        The course's own notebook is not here, or cannot be written.
    ValueError
        No exercise has that name.
    """
    known = lessons()
    if not isinstance(name, str) or name not in known:
        raise ValueError(f'reset needs the name of an exercise, {", ".join(known)}: reset("{known[0]}").')
    folder, blank = notebook_folder(), blank_notebook(name)
    path = folder / f"{name}.ipynb"
    if not blank.is_file() or blank.resolve() == path.resolve():
        raise NothingHandedIn(
            f"Nothing was changed: the course's own {path.name} is not here to be given back. Take it from the zip "
            "file that you were given."
        )
    try:
        kept = _keep(path)
        _write_whole(path, blank.read_bytes())
    except OSError as error:
        raise NothingHandedIn(f"Nothing was changed: {path} cannot be written ({error.strerror or error}).") from None
    if kept is None:
        print(f"{path.name} is there again, as the course has it.")
        return
    print(f"{path.name} is as the course has it; yours is kept as {kept.name}.")
    print(f"Where {path.name} is open, close it without saving and open it again (File, Reload Notebook from Disk).")


def _keep(path: Path) -> Path | None:
    """Copy a notebook to a name that is free, and return that."""
    if not path.is_file():
        return None
    content = path.read_bytes()
    for number in itertools.count(1):
        kept = path.with_name(f"{path.stem}.kept-{number}.ipynb")
        try:
            with kept.open("xb") as file:
                file.write(content)
        except FileExistsError:
            continue
        return kept
    return None


def _files(folder: Path) -> tuple[dict[str, bytes], list[str]]:
    """Read what is handed in, and say what is missing, left out or taken for something else."""
    files, notes = dict[str, bytes](), list[str]()
    for wanted in _wanted():
        path, others = folder / wanted, [other.name for other in alike(folder / wanted)]
        if not path.is_file() and len(others) == 1:
            path = folder / others[0]
            notes.append(f"{wanted} is missing, so {path.name} goes along under that name.")
        elif not path.is_file():
            notes.append(f"{wanted} is missing in {folder.resolve()}.")
            continue
        elif others:
            notes.append(f"{listed(others)} stays behind: {wanted} is there, and only that counts.")
        content = path.read_bytes()
        if len(content) > MAX_NOTEBOOK_BYTES:
            notes.append(
                f"{path.name} is too large to be graded ({len(content) / 2**20:.0f} MiB, and "
                f"{MAX_NOTEBOOK_BYTES // 2**20} are read): clear its outputs, save it, and call hand_in() again."
            )
        files[wanted] = content
    return files | _modules(folder, [*files.values()]), notes


def _modules(folder: Path, notebooks: list[bytes]) -> dict[str, bytes]:
    """Read the Python files beside the notebooks that these import."""
    found, texts = dict[str, bytes](), [_code(content) for content in notebooks]
    while texts:
        for name in sorted(_imported(texts.pop())):
            path = folder / f"{name}.py"
            if path.name not in found and path.is_file():
                found[path.name] = path.read_bytes()
                texts.append(found[path.name].decode("utf-8", "replace"))
    return found


def _code(content: bytes) -> str:
    """Return a notebook's code; none where it cannot be read."""
    try:
        return "\n".join(code_of(content))
    except (ValueError, RecursionError):
        return ""


def _imported(code: str) -> set[str]:
    """Return the modules that some code imports, by the lines that begin with ``import`` or ``from``."""
    return set(re.findall(r"^\s*(?:from|import)\s+([A-Za-z_]\w*)", code, re.MULTILINE))


def _wanted() -> list[str]:
    """Return the files that are graded."""
    return [f"{name}.ipynb" for name in lessons()]


def _write(path: Path, files: dict[str, bytes]) -> None:
    """Write the archive whole; one of our own from before is replaced, anything else is left."""
    if path.exists() and not _is_ours(path):
        raise NothingHandedIn(
            f"Nothing was written: {path.name} is there already and was not made by hand_in(). Rename it, and call "
            "hand_in() again."
        )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = MADE
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, time.localtime()[:6]), content, zipfile.ZIP_DEFLATED)
    try:
        _write_whole(path, buffer.getvalue())
    except OSError as error:
        raise NothingHandedIn(f"Nothing was written: {path} cannot be written ({error.strerror or error}).") from None


def _write_whole(path: Path, content: bytes) -> None:
    """Put a file in its place in one step."""
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_bytes(content)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def _is_ours(path: Path) -> bool:
    """Tell whether `hand_in` made a file."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment == MADE
    except (OSError, zipfile.BadZipFile):
        return False


def _unfinished(done: Progress) -> list[str]:
    """Say of each notebook that is here what is not done in it."""
    return [_said(each) for each in done.answers if each.saved is not None and not each.is_right]


def _said(answer: SavedAnswer) -> str:
    """Say what is not done in a notebook."""
    pattern = STATES.get(answer.state, "{note}")
    return pattern.format(name=answer.name, points=answer.points, total=answer.total, note=answer.note)
