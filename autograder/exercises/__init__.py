"""The four graded exercises, in the order in which they are taught."""

from __future__ import annotations

from utils.feedback.lesson import Case, Check, Verdict

from . import clip, model, optimize, sample
from .base import Exercise

EXERCISES: dict[str, Exercise] = {module.EXERCISE.name: module.EXERCISE for module in (clip, sample, optimize, model)}

__all__ = ["EXERCISES", "Case", "Check", "Exercise", "Verdict"]
