"""Reads what is said about an exercise, its known mistakes and its hints, from the TOML file beside its module."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .drafts import Variant

FOLDER = Path(__file__).parent


@cache
def _said(name: str) -> dict[str, Any]:
    """Read an exercise's file."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def variants(name: str, functions: Mapping[str, Callable]) -> tuple[Variant, ...]:
    """Join the known mistakes' code with what is said about them.

    Parameters
    ----------
    name : str
        The exercise.
    functions : mapping of str to callable
        The code of each known mistake.

    Returns
    -------
    tuple of Variant
        In the order of the file.

    Raises
    ------
    ValueError
        Where a mistake has code and no sentence, or a sentence and no code.
    """
    said = _said(name)["mistakes"]
    if said.keys() != functions.keys():
        raise ValueError(f"{name}.toml and the code name different mistakes: {sorted(said.keys() ^ functions.keys())}")
    return tuple(Variant(key, said[key][1], tuple(said[key][0].split()), functions[key]) for key in said)


def hints(name: str) -> tuple[tuple[str, str], ...]:
    """Return an exercise's hints: the check that each is about, ``""`` for all, and the hint."""
    return tuple((check, hint) for check, hint in _said(name)["hints"]["given"])
