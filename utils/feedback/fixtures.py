"""Reads and writes an exercise's visible cases as JSON: all that a notebook needs to judge an answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .cases import Case, Check, Lesson, Mistake, Part, Want
from .compare import is_same
from .exercises.registry import names

Array = NDArray[np.float64]
FOLDER = Path(__file__).parent
DEEP = 4  # levels of the file that get lines of their own


@cache
def load(name: str) -> tuple[Lesson, tuple[Case, ...]]:
    """Read the lesson and the visible cases of an exercise.

    Parameters
    ----------
    name : str
        The exercise's name.

    Returns
    -------
    lesson : Lesson
        Checks, known mistakes and hints.
    cases : tuple of Case
        The visible cases.

    Raises
    ------
    ValueError
        Where no exercise has that name.
    FileNotFoundError
        Where the course, or this exercise of it, was not built.
    """
    path = FOLDER / f"{name}.json"
    there = _built()
    if name not in there and (not there or name in names()):
        raise FileNotFoundError(f"{path} is missing; `autograder build` makes it.")
    if name not in there:
        raise ValueError(f"no exercise is called {name!r}; there are {', '.join(there)}.")
    return loads(path.read_text(encoding="utf-8"))


@cache
def lessons() -> tuple[str, ...]:
    """Return the names of the exercises, in the order in which they are taught.

    Raises
    ------
    FileNotFoundError
        Where the course was not built.
    """
    return tuple(sorted(_built(), key=lambda name: (load(name)[0].order, name)))


def _built() -> list[str]:
    """Return the names of the exercises whose file is there."""
    return sorted(file.stem for file in FOLDER.glob("*.json"))


def loads(text: str) -> tuple[Lesson, tuple[Case, ...]]:
    """Read what :func:`dumps` wrote."""
    data = json.loads(text)
    lesson = Lesson(
        data["name"],
        data["title"],
        tuple(Check(check["name"], check["title"], check["points"], tuple(check["needs"])) for check in data["checks"]),
        _mistakes(data["mistakes"]),
        tuple((check, hint) for check, hint in data["hints"]),
        tuple(data["helpers"]),
        data["order"],
        _mistakes(data["edits"]),
    )
    return lesson, tuple(_case(case) for case in data["cases"])


def _mistakes(data: list[dict[str, Any]]) -> tuple[Mistake, ...]:
    """Read known mistakes."""
    return tuple(
        Mistake(one["name"], one["sentence"], tuple(one["breaks"]), tuple(one.get("line", ())), one.get("raises", ""))
        for one in data
    )


def _plain_mistake(mistake: Mistake) -> dict[str, Any]:
    """Turn a known mistake into plain data, without what it leaves at the default."""
    return {key: entry for key, entry in vars(mistake).items() if key != "raises" or entry}


def dumps(lesson: Lesson, cases: Sequence[Case]) -> str:
    """Write a lesson and its cases as JSON.

    Parameters
    ----------
    lesson : Lesson
        The exercise.
    cases : sequence of Case
        Its visible cases.

    Returns
    -------
    str
        A line for each check, mistake and source of a case.
    """
    data = {
        "name": lesson.name,
        "title": lesson.title,
        "order": lesson.order,
        "helpers": list(lesson.helpers),
        "checks": [vars(check) for check in lesson.checks],
        "hints": [list(hint) for hint in lesson.hints],
        "mistakes": [_plain_mistake(mistake) for mistake in lesson.mistakes],
        "edits": [_plain_mistake(mistake) for mistake in lesson.edits],
        "cases": [_plain_case(case) for case in cases],
    }
    return _write(data, 0) + "\n"


def _write(value: Any, depth: int) -> str:
    """Write JSON, its outer levels on lines of their own and the rest compact."""
    rows = isinstance(value, dict) and any(isinstance(entry, (dict, list, tuple)) for entry in value.values())
    listed = isinstance(value, list) and any(isinstance(entry, (dict, list)) for entry in value)
    if depth >= DEEP or not (rows or listed):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    if isinstance(value, dict):
        inner, ends = [f"{json.dumps(key)}: {_write(entry, depth + 1)}" for key, entry in value.items()], "{}"
    else:
        inner, ends = [_write(entry, depth + 1) for entry in value], "[]"
    space = " " * depth
    return f"{ends[0]}\n" + ",\n".join(f"{space} {line}" for line in inner) + f"\n{space}{ends[1]}"


def encode(value: Any, known: Mapping[int, str] | None = None) -> Any:
    """Turn plain data with arrays in it into what JSON can hold.

    Parameters
    ----------
    value : object
        None, numbers, strings, lists, tuples, dictionaries and arrays.
    known : mapping of int to str, optional
        From the ``id`` of an array to the name under which it can be had elsewhere.
    """
    if isinstance(value, np.ndarray):
        if known and id(value) in known:
            return {"drawn": known[id(value)]}
        return {"array": value.tolist()}
    if isinstance(value, dict):
        if all(isinstance(key, str) for key in value):
            return {key: encode(entry, known) for key, entry in value.items()}
        return {"pairs": [[key, encode(entry, known)] for key, entry in value.items()]}
    if isinstance(value, (list, tuple)):
        return [encode(entry, known) for entry in value]
    return value


def decode(value: Any, drawn: Sequence[Array] = ()) -> Any:
    """Undo :func:`encode`, given the arrays that were drawn."""
    if isinstance(value, dict):
        if "array" in value:
            return np.array(value["array"], dtype=float)
        if "drawn" in value:
            return drawn[int(value["drawn"])]
        if "pairs" in value:
            return {key: decode(entry, drawn) for key, entry in value["pairs"]}
        return {key: decode(entry, drawn) for key, entry in value.items()}
    if isinstance(value, list):
        return [decode(entry, drawn) for entry in value]
    return value


def _arrays(value: Any) -> list[Array]:
    """Return the arrays in some arguments, in the order in which they stand there."""
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [array for entry in value for array in _arrays(entry)] if isinstance(value, (list, tuple)) else []


def _draw(draws: tuple[int, tuple[tuple[int, ...], ...]]) -> list[Array]:
    """Draw arrays as ``numpy.random.seed`` and ``randn`` do."""
    seed, shapes = draws
    random = np.random.RandomState(seed)
    return [random.randn(*shape) for shape in shapes]


def _plain_case(case: Case) -> dict[str, Any]:
    """Turn a case into plain data."""
    known: dict[int, str] = {}
    if case.draws is not None:
        for array in _arrays(case.args):
            place = next(k for k, drawn in enumerate(_draw(case.draws)) if is_same(drawn, array))
            known[id(array)] = str(place)
    return {
        "name": case.name,
        "title": case.title,
        "certificate": case.certificate,
        "chaotic": case.chaotic,
        "untold": case.untold,
        "draws": encode(case.draws),
        "args": encode(case.args, known),
        "wants": {source: _plain_want(want) for source, want in case.wants.items()},
        "final": {source: _plain_want(want) for source, want in case.final.items()},
        "parts": [[part.check, part.source, encode(part.at)] for part in case.parts],
        "replies": encode(case.replies),
        "mistakes": {name: encode(theirs) for name, theirs in case.mistakes.items()},
    }


def _plain_want(want: Want) -> dict[str, Any]:
    """Turn a want into plain data, without what it leaves at the default."""
    plain = {"value": encode(want.value), "tolerance": want.tolerance or None}
    plain |= {"shape": want.shape, "at": want.at, "given": want.given}
    return {key: entry for key, entry in plain.items() if entry is not None}


def _case(data: dict[str, Any]) -> Case:
    """Make a case from plain data."""
    draws = data["draws"] and (data["draws"][0], tuple(tuple(shape) for shape in data["draws"][1]))
    return Case(
        data["name"],
        data["title"],
        True,
        tuple(decode(data["args"], _draw(draws) if draws else ())),
        {source: _want(want) for source, want in data["wants"].items()},
        tuple(Part(check, source, None if at is None else tuple(at)) for check, source, at in data["parts"]),
        {name: decode(theirs) for name, theirs in data["mistakes"].items()},
        data["certificate"],
        draws,
        {source: _want(want) for source, want in data["final"].items()},
        decode(data["replies"]),
        chaotic=data["chaotic"],
        untold=data["untold"],
    )


def _want(data: dict[str, Any]) -> Want:
    """Make a want from plain data."""
    shape, at, given = (tuple(data[key]) if key in data else None for key in ("shape", "at", "given"))
    return Want(decode(data["value"]), data.get("tolerance", 0.0), shape, at, given)
