"""The grading run itself: its secret seed and whether it was finished, kept in one small file."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from autograder.errors import GradingError
from autograder.files import write_whole


@dataclass
class RunState:
    """``run.json``: the run that is going on in a folder, or the last one that was finished there.

    Attributes
    ----------
    seed : int
        Secret from which the fresh cases are drawn. The runs in a folder keep it until a new one is asked for.
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
    submitted, layout : str
        Where the submissions are, and how they are named if that was said, for a replay.
    earlier : dict of str to int
        For a run of some students: the runs before it, with their seeds, whose results hold for the others.
    """

    seed: int = field(repr=False)
    course: str
    unsafe: bool
    started: str
    only: list[str] = field(default_factory=list)
    finished: str | None = None
    submissions: int | None = None
    submitted: str = ""
    layout: str | None = None
    earlier: dict[str, int] = field(default_factory=dict, repr=False)

    @property
    def seeds(self) -> dict[str, int]:
        """The seeds of the runs whose results hold in this folder, by the runs' names."""
        return {**self.earlier, self.run: self.seed}

    @property
    def run(self) -> str:
        """Name of the run: a digest that does not give the seed away."""
        return hashlib.sha256(f"{self.seed} {self.started}".encode()).hexdigest()[:16]

    def save(self, path: Path) -> None:
        """Write it for the instructor's eyes only."""
        write_whole(path, (json.dumps(vars(self), indent=1) + "\n").encode(), durable=True)


def refuse_overlap(submitted: Path, out: Path) -> None:
    """Raise where the grades would lie among the submissions."""
    here, there = out.resolve(), submitted.resolve()
    if here == there or there in here.parents:
        raise GradingError(f"The output folder {out} lies among the submissions in {submitted}. Choose another --out.")


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
    path: Path,
    course: str,
    unsafe: bool,
    only: Sequence[str] = (),
    seed: int | None = None,
    fresh: bool = False,
    submitted: str = "",
    layout: str | None = None,
) -> tuple[RunState, str]:
    """Go on with the run that `path` describes, or begin a new one, as a rule with its seed, and write it there.

    Parameters
    ----------
    path : Path
        The folder's ``run.json``.
    course : str
        The present `course_version`.
    unsafe : bool
        Whether this command grades without a sandbox.
    only : sequence of str
        Students that this command is restricted to: they join the run that is there, finished or not.
    seed : int, optional
        Seed to use in place of the one that is there.
    fresh : bool
        Whether to draw a new seed.
    submitted, layout : str
        Where the submissions are, and how they are named if that was said.

    Returns
    -------
    state : RunState
        The run.
    note : str
        One sentence for the instructor where something earlier was found, else ``""``.
    """
    old, note = read_state(path)
    if seed is None:
        seed = old.seed if old and not fresh else secrets.randbits(63)
    alike = old is not None and (old.course, old.unsafe, old.seed) == (course, unsafe, seed)
    if old and alike and (only or (old.finished is None and not old.only)):
        if old.only:
            old.only = sorted({*old.only, *only})
        going_on = "" if old.finished else f"Going on with the run that began at {old.started}."
        old.submitted, old.layout = submitted or old.submitted, layout
        old.save(path)
        return old, going_on
    if old and old.finished is None:
        note = "The unfinished run in this folder was another (course, sandbox, seed, students); a new one begins."
    state = RunState(seed, course, unsafe, now(), sorted(only), submitted=submitted, layout=layout)
    if old and only:
        state.earlier = {**old.earlier, old.run: old.seed}
    state.save(path)
    return state, note


def read_state(path: Path) -> tuple[RunState | None, str]:
    """Return the run that a ``run.json`` describes, None where there is none, and a sentence where it is damaged."""
    try:
        return RunState(**json.loads(path.read_bytes())), ""
    except FileNotFoundError:
        return None, ""
    except (ValueError, TypeError, OSError):
        return None, f"{path.name} could not be read, so a new run begins."


def now() -> str:
    """Return the present moment as ISO 8601 in UTC, to the microsecond."""
    return datetime.now(UTC).isoformat()
