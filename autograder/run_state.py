"""The grading run itself: its secret seed and whether it was finished, kept in one small file."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from autograder.files import GradingError, write_whole


@dataclass
class RunState:
    """``run.json``: the run that is going on in a folder, or the last one that was finished there.

    Attributes
    ----------
    seed : int
        Secret from which the fresh cases are drawn; for the instructor, to replay a verdict.
    course : str
        `course_version` of the run.
    unsafe : bool
        Whether it grades without a sandbox.
    started, finished : str or None
        Times, ISO 8601 in UTC; `finished` is None while the run goes on or was interrupted.
    only : list of str
        The students it was restricted to; empty for the whole class.
    submissions : int or None
        How many were graded, once finished.
    """

    seed: int = field(repr=False)
    course: str
    unsafe: bool
    started: str
    only: list[str] = field(default_factory=list)
    finished: str | None = None
    submissions: int | None = None

    @property
    def run(self) -> str:
        """Name of the run: a digest that does not give the seed away."""
        return hashlib.sha256(f"{self.seed} {self.started}".encode()).hexdigest()[:16]

    def save(self, path: Path) -> None:
        """Write it for the instructor's eyes only."""
        write_whole(path, (json.dumps(vars(self), indent=1) + "\n").encode(), durable=True)


def refuse_foreign(out: Path, report: Path | None = None) -> None:
    """Raise where something of somebody else's would be written over.

    Parameters
    ----------
    out : Path
        The output folder: new, empty, or one that has been graded into.
    report : Path, optional
        The file for every check: new, empty, or a report of an earlier run.

    Raises
    ------
    GradingError
        The message names what is there.
    """
    if out.exists() and not out.is_dir():
        raise GradingError(f"{out} is a file, and a folder is needed. Nothing was written: choose another --out.")
    there = sorted(path.name for path in out.iterdir()) if out.is_dir() else []
    if there and not {"run.json", ".lock"} & set(there):
        raise GradingError(
            f"{out} holds something else ({there[0]}) and nothing that was graded. Nothing was written: choose another "
            "--out, or an empty folder."
        )
    if report is not None and report.exists() and not _is_report(report):
        raise GradingError(f"{report} exists and is no report of grades. Nothing was written: choose another --json.")


def _is_report(path: Path) -> bool:
    try:
        data = path.read_bytes()
        students = json.loads(data) if data.strip() else {}
        return all("checks" in entry for exercises in students.values() for entry in exercises.values())
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        return False


def begin_run(
    path: Path, course: str, unsafe: bool, only: Sequence[str] = (), seed: int | None = None
) -> tuple[RunState, str]:
    """Go on with the unfinished run that `path` describes, or begin a new one and write it there.

    Parameters
    ----------
    path : Path
        The folder's ``run.json``.
    course : str
        The present `course_version`.
    unsafe : bool
        Whether this command grades without a sandbox.
    only : sequence of str
        Students that this command is restricted to; a run of the whole class that was interrupted includes them.
    seed : int, optional
        Seed to use in place of a fresh one, to replay an earlier run.

    Returns
    -------
    state : RunState
        The run.
    note : str
        One sentence for the instructor where something earlier was found, else ``""``.
    """
    old, note = _read_state(path)
    if old and old.finished is None:
        same = old.course == course and old.unsafe == unsafe and seed in (None, old.seed)
        if same and old.only in ([], sorted(only)):
            return old, f"Going on with the run that began at {old.started}."
        note = (
            "The unfinished run in this folder had other settings (course, sandbox, seed, students); a new one begins."
        )
    state = RunState(secrets.randbits(63) if seed is None else seed, course, unsafe, now(), sorted(only))
    state.save(path)
    return state, note


def _read_state(path: Path) -> tuple[RunState | None, str]:
    try:
        return RunState(**json.loads(path.read_bytes())), ""
    except FileNotFoundError:
        return None, ""
    except (ValueError, TypeError, OSError):
        return None, f"{path.name} could not be read, so a new run begins."


def now() -> str:
    """Return the present moment as ISO 8601 in UTC, to the microsecond."""
    return datetime.now(UTC).isoformat()
