"""`check` an answer, ask for a `hint`: feedback in the notebook, from data alone."""

from __future__ import annotations

from .cases import Case, Check, Verdict
from .check import CheckFailed, check
from .hints import hint
from .observe import observe
from .outcome import Call, Outcome, Problem

__all__ = ["Call", "Case", "Check", "CheckFailed", "Outcome", "Problem", "Verdict", "check", "hint", "observe"]
