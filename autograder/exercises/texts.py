"""Joins what ``exercise.toml`` says about an exercise's known mistakes with their code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .case_spec import Variant
from .masters import description


@dataclass(frozen=True)
class Rule:
    """Known mistakes that one rule makes, one for each choice of some of an answer's parts.

    Attributes
    ----------
    choices : sequence of tuple of str
        The parts that each mistake is about. They stand for ``{some}`` in the rule's name and in its message, in which
        ``{are}`` agrees with their number.
    make : callable
        From a choice to the code of its mistake.
    """

    choices: Sequence[tuple[str, ...]]
    make: Callable[[tuple[str, ...]], Callable]


def variants(name: str, functions: Mapping[str, Callable | Rule]) -> tuple[Variant, ...]:
    """Join the known mistakes' code with what is said about them.

    Parameters
    ----------
    name : str
        The exercise.
    functions : mapping of str to callable or Rule
        The code of each known mistake, or of many.

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
    return tuple(variant for key, one in said.items() for variant in _spelled_out(key, one, functions[key]))


def _spelled_out(key: str, said: Mapping[str, Any], made: Callable | Rule) -> Iterator[Variant]:
    """Yield one known mistake, or those that a rule makes."""
    breaks, line = tuple(said["breaks"]), tuple(said.get("line", ()))
    raises = said.get("raises", "")
    if not isinstance(made, Rule):
        yield Variant(key, said["message"], breaks, made, line, raises)
        return
    for choice in made.choices:
        message = said["message"].format(some=listed(choice), are="is" if len(choice) == 1 else "are")
        yield Variant(key.format(some=" ".join(choice)), message, breaks, made.make(choice), line, raises)


def listed(words: Sequence[str]) -> str:
    """Write words one after the other, the last after ``and``.

    Examples
    --------
    >>> listed(["dWax", "dWaa", "db"])
    'dWax, dWaa and db'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
