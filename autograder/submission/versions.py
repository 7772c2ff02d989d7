"""Says of a cell that this Python cannot read which Python could: what is newer than the grader is no mistake."""

from __future__ import annotations

import platform
import re
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.submission.printable import shown
from utils.feedback.contract import PYTHONS, release

UNREADABLE = ("SyntaxError", "IndentationError", "TabError")  # what a cell that is not Python ends with
# Which Python first read a line like that, for notebooks that do not say what they were written with.
SINCE = (
    ("3.14", r"(?<![\w'\"])[tT][rR]?['\"]"),  # t"..."
    ("3.14", r"^\s*except\s+[\w.]+(\s*,\s*[\w.]+)+\s*:"),  # except ValueError, TypeError:
    ("3.12", r"^\s*type\s+\w+\s*(\[.*\]\s*)?="),  # type Weights = dict[str, float]
    ("3.12", r"^\s*(async\s+)?(def|class)\s+\w+\s*\["),  # def first[T](values: list[T]) -> T:
    ("3.12", r"\b[fF][rR]?(['\"]).*\{[^{}'\"]*(\1[^{}]*\1|\\)[^{}]*\}"),  # f"{names["a"]}", f"{'\n'.join(names)}"
)


def graded_with() -> str:
    """Return the Python that grades, e.g. ``"3.13"``."""
    return ".".join(platform.python_version_tuple()[:2])


def outdated() -> str:
    """Return what an instructor should know whose Python is older than students' may be; ``""`` where it is not."""
    if release(graded_with()) >= release(PYTHONS[-1]):
        return ""
    return (
        f"Grading with Python {graded_with()}: students may use up to {PYTHONS[-1]}, and what is newer in their code "
        f"cannot be read here. Set the grader up anew with a newer one: make setup PYTHON=python{PYTHONS[-1]}"
    )


def why_unreadable(source: str, outputs: Sequence[Mapping[str, Any]], written: str) -> str:
    """Say of a cell what this Python is too old for.

    Parameters
    ----------
    source : str
        The cell.
    outputs : sequence of mapping
        What came of running it.
    written : str
        The Python that its notebook was written with, ``""`` where it does not say.

    Returns
    -------
    str
        What the cell is, to follow "the cell"; ``""`` where it could be read, or no Python could read it.
    """
    error = next((output for output in outputs if output.get("ename") in UNREADABLE), None)
    if error is None:
        return ""
    place = re.match(r"line (\d{1,6})$", str((error.get("traceback") or [""])[0]))
    number = int(place[1]) if place else 0
    line = source.splitlines()[number - 1] if 0 < number <= len(source.splitlines()) else ""
    quoted = f" (`{shown(line.strip(), 60)}`)" if line.strip() else ""
    if release(written) > release(graded_with()):
        said = shown(str(error.get("evalue", "")), 80) or "invalid syntax"
        return (
            f"was written with {written}, graded with {graded_with()}, which cannot read line {number}{quoted}: {said}"
        )
    since = next((version for version, pattern in SINCE if re.search(pattern, line)), "")
    if release(since) > release(graded_with()):
        return f"needs Python {since} or newer for line {number}{quoted}, and is graded with {graded_with()}"
    return ""
