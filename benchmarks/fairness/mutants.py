"""Mutants of the reference solutions: each is a small slip of the pen that the checks must notice."""

from __future__ import annotations

import contextlib
import difflib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from autograder.exercises import masters
from benchmarks.fairness import banks
from benchmarks.fairness.banks import Answer

SETTINGS = (
    Path(__file__).parent / "mutmut"
)  # the folder with mutmut's own configuration, which it reads from where it runs
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.json")


def mutants(exercise: str) -> Iterator[Answer]:
    """Yield every mutant that mutmut makes of an exercise's solution.

    Parameters
    ----------
    exercise : str
        The exercise.

    Yields
    ------
    Answer
        A wrong answer whose name is the changed line, before and after; the same change made twice is numbered.

    Raises
    ------
    ModuleNotFoundError
        Where mutmut is not installed (it comes with the ``dev`` extra, and with ``make setup``).
    """
    from libcst import Module, ensure_type  # here: only developers have them
    from mutmut.mutation.file_mutation import create_mutations

    code = masters.solution(exercise)
    with contextlib.chdir(SETTINGS):
        module, mutations, *_ = create_mutations(f"{exercise}.py", code)
    seen: Counter[str] = Counter()
    for mutation in mutations:
        mutated = ensure_type(module.deep_replace(mutation.original_node, mutation.mutated_node), Module).code
        change = _change(code, mutated)
        seen[change] += 1
        name = change if seen[change] == 1 else f"{change} ({seen[change]})"
        yield Answer(exercise, "wrong", name, "A mutant of the reference.", banks.NOTHING, banks.NOTHING, mutated)


def equivalent(path: Path = EQUIVALENT) -> dict[str, dict[str, str]]:
    """Read the mutants that no fair check may catch, each with the reason.

    Parameters
    ----------
    path : Path
        A JSON file: ``{exercise: {mutant: reason}}``.

    Returns
    -------
    dict
    """
    return json.loads(path.read_text(encoding="utf-8"))


def _change(before: str, after: str) -> str:
    """Return the lines that differ as ``old -> new``."""
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    old, new = (" ".join(line[2:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    return f"{old} -> {new}"
