"""Opens the notebooks in JupyterLab, in a working copy that is made once: ``python -m utils.lab``.

Answers are written into ``work/``, beside ``notebooks/``, which stays as the course has it. So nothing that renews the
course (a build, an update, the zip file unpacked once more) can reach an answer.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from utils.course_folder import COPIES, COURSE, ORIGINALS
from utils.feedback.contract import ASSIGNMENT, START_PAGE

RECORD = ".made_from.json"  # in the working copy: which version of each notebook it was made from


@dataclass(frozen=True)
class WorkingCopy:
    """A student's own notebooks.

    Attributes
    ----------
    folder : Path
        Where they are.
    made : tuple of str
        What was copied now, by its path in the folder: everything the first time.
    outdated : tuple of str
        Notebooks that the course has changed since they were copied; the student's were left as they are.
    """

    folder: Path
    made: tuple[str, ...]
    outdated: tuple[str, ...]

    def __str__(self) -> str:
        """Say where it is, what is new in it, and what the course has changed since."""
        lines = [f"Your notebooks are in {self.folder}. The course's own, in {ORIGINALS}/, stay as they are."]
        if self.made:
            lines.append(f"Copied now: {', '.join(self.made)}.")
        for name in self.outdated:
            lines.append(
                f"The course has changed {ORIGINALS}/{name} since your copy was made. Yours was left as it is; to "
                f"begin with the new one, give {COPIES}/{name} another name and open the notebooks again."
            )
        return "\n".join(lines)


def working_copy(course: Path = COURSE) -> WorkingCopy:
    """Make the working copy of a course's notebooks, or add what is missing in it; nothing is ever overwritten.

    Parameters
    ----------
    course : Path
        The folder with ``notebooks``, ``utils`` and ``data``.

    Raises
    ------
    OSError
        There are no notebooks, or the copy cannot be written.
    """
    originals, copies = course / ORIGINALS, course / COPIES
    names = sorted(str(path.relative_to(originals).as_posix()) for path in originals.rglob("*") if path.is_file())
    names = [name for name in names if not any(part.startswith(".") for part in name.split("/"))]
    if not names:
        raise FileNotFoundError(f"there are no notebooks in {originals}; unpack the course once more")
    versions, made, outdated = _read_record(copies / RECORD), [], []
    for name in names:
        data = (originals / name).read_bytes()
        if _write_new(copies / name, data):
            made.append(name)
            versions[name] = _version(data)
        elif versions.get(name, _version(data)) != _version(data):
            outdated.append(name)
    if made:
        _write_record(copies / RECORD, versions)
    return WorkingCopy(copies, tuple(made), tuple(outdated))


def _write_new(path: Path, data: bytes) -> bool:
    """Write a file where there is none, and tell whether that was so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = path.open("xb")
    except FileExistsError:
        return False
    try:
        with file:
            file.write(data)
    except BaseException:
        path.unlink()  # half a notebook would never be replaced
        raise
    return True


def _version(data: bytes) -> str:
    """Return a digest of what the course wrote in a notebook: its cells without the answer, for who works in there."""
    try:
        cells = json.loads(data)["cells"]
        given = [cell for cell in cells if not cell["metadata"].get("nbgrader", {}).get("solution")]
        data = json.dumps([[cell["cell_type"], "".join(cell["source"])] for cell in given]).encode()
    except (ValueError, LookupError, TypeError, AttributeError):
        pass  # not a notebook: all of it
    return hashlib.sha256(data).hexdigest()


def _read_record(path: Path) -> dict[str, str]:
    try:
        record = json.loads(path.read_bytes())
    except (ValueError, FileNotFoundError):
        return {}  # lost or damaged: what is there already counts as current
    return record if isinstance(record, dict) else {}


def _write_record(path: Path, versions: dict[str, str]) -> None:
    partial = path.with_name(f"{path.name}.part")
    partial.write_text(json.dumps(versions, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    os.replace(partial, path)


def main(arguments: Sequence[str] = ()) -> int:
    """Make the working copy and open it; the arguments go to JupyterLab.

    Returns
    -------
    int
        1 where there is nothing to open or nothing to open it with, else JupyterLab's own exit status.
    """
    try:
        copy = working_copy(COURSE)
    except OSError as error:
        print(f"The notebooks cannot be copied to {COURSE / COPIES}: {error}.", file=sys.stderr)
        return 1
    print(copy, flush=True)
    try:
        from jupyterlab.labapp import main as jupyter_lab
    except ImportError:
        print(f"JupyterLab is not installed for {sys.executable}: open that folder in your editor.", file=sys.stderr)
        return 1
    return jupyter_lab([f"--ServerApp.root_dir={copy.folder}", *_first_page(copy.folder), *arguments]) or 0


def _first_page(folder: Path) -> list[str]:
    """Return what makes JupyterLab open the start page, where there is one."""
    page = f"{ASSIGNMENT}/{START_PAGE}"
    return [f"--LabApp.default_url=/lab/tree/{page}"] if (folder / page).is_file() else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
