"""The graded exercises: a folder each, found and not listed, in the order in which they are taught.

In: a folder with ``master.py`` (the lesson and its solution), ``exercise.toml`` (title, order, helpers, hints, known
mistakes and their messages), ``cases.py``, ``mistakes.py`` and ``answers/``. Out: :data:`EXERCISES`.
"""

from __future__ import annotations

from importlib import import_module

from utils.feedback.cases import Case, Check, Verdict

from .exercise import Exercise
from .masters import names

EXERCISES: dict[str, Exercise] = {name: import_module(f"{__name__}.{name}").EXERCISE for name in names()}

__all__ = ["EXERCISES", "Case", "Check", "Exercise", "Verdict"]
