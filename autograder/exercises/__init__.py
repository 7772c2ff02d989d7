"""The graded exercises: a folder each, found and not listed, in the order in which they are taught.

In: a folder with ``master.py`` (the lesson and its solution), ``exercise.toml`` (title, order, helpers, hints, known
mistakes and their messages), ``cases.py``, ``mistakes.py`` and ``answers/``. Out: :data:`EXERCISES`.
"""

from __future__ import annotations

from importlib import import_module

from autograder.errors import BuildRefused
from utils.feedback.cases import Case, Check, Verdict

from .completeness import failure, folders, lacking
from .exercise import Exercise
from .masters import names


def _loaded() -> dict[str, Exercise]:
    """Import every exercise; where one fails, say what it lacks, or another that it calls."""
    found, name = {}, "autograder/exercises"
    try:
        for name in names():
            found[name] = import_module(f"{__name__}.{name}").EXERCISE
    except Exception as error:
        reasons = [reason for folder in folders() for reason in lacking(folder)]
        raise BuildRefused("\n".join(reasons) or failure(name, error)) from error
    return found


EXERCISES: dict[str, Exercise] = _loaded()

__all__ = ["EXERCISES", "Case", "Check", "Exercise", "Verdict"]
