"""`hint`: first what `check` recognises in the answer, then the exercise's hints, from where the reader was."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..checked import in_notebook
from ..course_folder import notebook_folder
from .check import examine, exercise_of
from .fixtures import load
from .report import Report
from .story import alike

PLACES = ".hints.json"  # beside the notebooks, so that a restart of the kernel changes nothing
PACKAGE = __name__.rpartition(".")[0]

_places: dict[str, dict[str, Any]] = {}  # the same where nothing can be written


@dataclass
class Place:
    """Where a reader is in the hints of an exercise: how many were given, and which recognised mistakes were told."""

    turn: int = 0
    told: list[str] = field(default_factory=list)


def hint(function: Callable | str) -> None:
    """Give a hint: what `check` recognises first, then one more of the exercise's each time.

    Parameters
    ----------
    function : callable or str
        Your function, or its name.

    Notes
    -----
    Of the exercise's hints those about what is still wrong come first. Which were given is kept in a small file beside
    the notebook.

    Examples
    --------
    >>> hint("clip")
    Hint ... of ... for clip: ...
    """
    name = function if isinstance(function, str) else exercise_of(function, None)
    lesson, _ = load(name)
    written = _in_notebook(name) if isinstance(function, str) else function
    hints, place = list(lesson.hints), _read(name)
    if written is not None:
        report = examine(written, name)
        if report.passed:
            print(f"{name} is right: there is nothing left to hint at.")
            return
        if _tell(report, place):
            _write(name, place)
            return
        wrong = {verdict.check for verdict in report.verdicts if not verdict.passed}
        hints.sort(key=lambda pair: bool(pair[0]) and pair[0] not in wrong)
    if place.turn and place.turn % len(hints) == 0:
        print(f"These were all the hints for {name}; from here they start again.")
    turn = place.turn % len(hints)
    place.turn += 1
    _write(name, place)
    print(f"Hint {turn + 1} of {len(hints)} for {name}: {hints[turn][1]}")


def _tell(report: Report, place: Place) -> bool:
    """Print the first recognised mistake that was not told yet; say whether there was one."""
    for finding in report.findings:
        mark = hashlib.sha256(alike(finding.message).encode()).hexdigest()[:16]
        if finding.explained and mark not in place.told:
            place.told.append(mark)
            print(f"check sees in {report.lesson.name}: {finding.sentence}")
            return True
    return False


def _in_notebook(name: str) -> Callable | None:
    """Return the function of that name where the hint is asked for; None where there is none."""
    frame = sys._getframe(1)
    while frame is not None and str(frame.f_globals.get("__name__", "")).startswith(PACKAGE):
        frame = frame.f_back  # type: ignore[assignment]
    found = frame.f_globals.get(name) if frame is not None else None
    return found if callable(found) else None


def _read(name: str) -> Place:
    """Return where the reader is; at the start where nothing that can be read says otherwise."""
    with contextlib.suppress(OSError, ValueError, RecursionError):
        kept = json.loads(_file().read_text(encoding="utf-8")) if in_notebook() else {}
        _places.update(kept if isinstance(kept, dict) else {})
    kept = _places.get(name)
    turn, told = (kept.get("turn"), kept.get("told")) if isinstance(kept, dict) else (0, [])
    fine = type(turn) is int and turn >= 0 and isinstance(told, list)
    return Place(turn, [mark for mark in told if isinstance(mark, str)]) if fine else Place()  # type: ignore[arg-type, union-attr]


def _write(name: str, place: Place) -> None:
    """Keep where the reader is; in memory alone outside of a notebook, and where the folder may not be written."""
    _places[name] = asdict(place)
    if not in_notebook():
        return
    with contextlib.suppress(OSError):
        part = _file().with_suffix(".part")
        part.write_text(json.dumps(_places), encoding="utf-8")
        os.replace(part, _file())


def _file() -> Path:
    """Return where the places are kept."""
    return notebook_folder() / PLACES
