"""Joins what ``exercise.toml`` says about an exercise's known mistakes with their code."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .case_spec import Variant
from .masters import description


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
    said = description(name)["mistakes"]
    if said.keys() != functions.keys():
        raise ValueError(
            f"{name}/exercise.toml and mistakes.py name different mistakes: {sorted(said.keys() ^ functions.keys())}"
        )
    return tuple(Variant(key, one["message"], tuple(one["breaks"]), functions[key]) for key, one in said.items())
