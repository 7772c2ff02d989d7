"""Reads and writes an exercise's visible cases as JSON: all that a notebook needs to judge an answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from .lesson import Case, Check, Lesson, Mistake, Part, Want

FOLDER = Path(__file__).parent


@cache
def load(name: str) -> tuple[Lesson, tuple[Case, ...]]:
    """Read the lesson and the visible cases of an exercise.

    Parameters
    ----------
    name : str
        ``"clip"``, ``"sample"``, ``"optimize"`` or ``"model"``.

    Returns
    -------
    lesson : Lesson
    cases : tuple of Case

    Raises
    ------
    ValueError
        Where there is no such exercise.
    FileNotFoundError
        Where the course was not built.
    """
    path = FOLDER / f"{name}.json"
    if not path.exists():
        there = sorted(file.stem for file in FOLDER.glob("*.json"))
        if there:
            raise ValueError(f"no exercise is called {name!r}; there are {', '.join(there)}.")
        raise FileNotFoundError(f"{path} is missing; `autograder build` makes it.")
    return loads(path.read_text(encoding="utf-8"))


def loads(text: str) -> tuple[Lesson, tuple[Case, ...]]:
    """Read what :func:`dumps` wrote."""
    data = json.loads(text)
    lesson = Lesson(
        data["name"],
        data["title"],
        tuple(Check(**check) for check in data["checks"]),
        tuple(Mistake(m["name"], m["sentence"], tuple(m["breaks"])) for m in data["mistakes"]),
        tuple(data["hints"]),
        tuple(data["helpers"]),
    )
    return lesson, tuple(_case(case) for case in data["cases"])


def dumps(lesson: Lesson, cases: Sequence[Case]) -> str:
    """Write a lesson and its visible cases as JSON, the same bytes every time.

    Parameters
    ----------
    lesson : Lesson
        The exercise.
    cases : sequence of Case
        Its cases; hidden ones are left out.

    Returns
    -------
    str
        One line a check, a mistake, a source of a case.
    """
    data = {
        "name": lesson.name,
        "title": lesson.title,
        "helpers": list(lesson.helpers),
        "hints": list(lesson.hints),
        "checks": [vars(check) for check in lesson.checks],
        "mistakes": [vars(mistake) for mistake in lesson.mistakes],
        "cases": [_plain_case(case) for case in cases if case.visible],
    }
    return _write(data, 0) + "\n"


def _write(value: Any, depth: int) -> str:
    """Write JSON with the outer four levels on lines of their own and the rest compact."""
    if depth < 4 and isinstance(value, dict) and value:
        inner = [f"{json.dumps(str(key))}: {_write(entry, depth + 1)}" for key, entry in value.items()]
        brackets = "{}"
    elif depth < 4 and isinstance(value, list) and any(isinstance(entry, (dict, str)) for entry in value):
        inner, brackets = [_write(entry, depth + 1) for entry in value], "[]"
    else:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    space = " " * depth
    return brackets[0] + "\n" + ",\n".join(f"{space} {line}" for line in inner) + f"\n{space}{brackets[1]}"


def encode(value: Any) -> Any:
    """Turn plain data with arrays in it into what JSON can hold."""
    if isinstance(value, np.ndarray):
        return {"array": value.tolist(), "shape": list(value.shape)} if value.ndim != 1 else {"array": value.tolist()}
    if isinstance(value, dict):
        if all(isinstance(key, str) for key in value):
            return {key: encode(entry) for key, entry in value.items()}
        return {"pairs": [[key, encode(entry)] for key, entry in value.items()]}
    if isinstance(value, (list, tuple)):
        return [encode(entry) for entry in value]
    return value


def decode(value: Any) -> Any:
    """Undo :func:`encode`."""
    if isinstance(value, dict):
        if "array" in value:
            array = np.array(value["array"], dtype=float)
            return array.reshape(value["shape"]) if "shape" in value else array
        if "pairs" in value:
            return {key: decode(entry) for key, entry in value["pairs"]}
        return {key: decode(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [decode(entry) for entry in value]
    return value


def _plain_case(case: Case) -> dict[str, Any]:
    """Turn a case into plain data."""
    return {
        "name": case.name,
        "title": case.title,
        "args": encode(case.args),
        "wants": {source: _plain_want(want) for source, want in case.wants.items()},
        "parts": [[part.check, part.source, part.at] for part in case.parts],
        "mistakes": {name: encode(answers) for name, answers in case.mistakes.items()},
        "certificate": case.certificate,
    }


def _plain_want(want: Want) -> dict[str, Any]:
    """Turn a want into plain data, without what it leaves at the default."""
    plain = {"value": encode(want.value), "tolerance": want.tolerance}
    plain |= {"shape": want.shape, "at": want.at, "given": want.given}
    return {key: entry for key, entry in plain.items() if entry not in (None, 0.0)}


def _case(data: dict[str, Any]) -> Case:
    """Make a case from plain data."""
    return Case(
        data["name"],
        data["title"],
        True,
        tuple(decode(data["args"])),
        {source: _want(want) for source, want in data["wants"].items()},
        tuple(Part(check, source, tuple(at) if at is not None else None) for check, source, at in data["parts"]),
        {name: decode(answers) for name, answers in data["mistakes"].items()},
        data["certificate"],
    )


def _want(data: dict[str, Any]) -> Want:
    """Make a want from plain data."""
    return Want(
        decode(data["value"]),
        data.get("tolerance", 0.0),
        *(tuple(data[key]) if key in data else None for key in ("shape", "at", "given")),
    )
