"""The result of grading one exercise of one submission, as plain data that survives JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from autograder.exercises import EXERCISES, Verdict
from autograder.submission.cell import Cell
from utils.feedback.story import Finding, findings


@dataclass
class ExerciseResult:
    """The verdicts on one exercise.

    Attributes
    ----------
    exercise : str
        Its name.
    max : float
        Points that can be earned.
    verdicts : list of Verdict
        One for each check, in order, whatever happened; never empty.
    notes : list of str
        What intake put back or left out, and what was noticed while running, one sentence each.
    reason : str
        Why nothing could be graded though the grader was well (no file, no answer cell); ``""`` as a rule.
    error : str
        Why the grader itself failed (no sandbox process, a full disk); ``""`` as a rule. The score then says nothing
        about the student, and the batch must say so.
    cells : list of Cell
        The notebook as it was run; empty where there was none.
    seed : int or None
        The seed of the run's fresh cases, from which the verdicts can be replayed.
    digest : str
        What was handed in (:attr:`autograder.submission.collect.Submission.digest`).
    """

    exercise: str
    max: float
    verdicts: list[Verdict]
    notes: list[str] = field(default_factory=list)
    reason: str = ""
    error: str = ""
    cells: list[Cell] = field(default_factory=list)
    seed: int | None = None
    digest: str = ""

    @property
    def score(self) -> float:
        """The points of the checks that passed."""
        return float(sum(verdict.points for verdict in self.verdicts if verdict.passed))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong, each thing once, as the notebook tells it."""
        return findings(EXERCISES[self.exercise].lesson, self.verdicts)

    def to_json(self) -> dict[str, Any]:
        """Return the result as plain data; ``score`` and ``checks`` are there for whoever reads the file."""
        data = asdict(self)
        data["checks"] = [{"name": item.pop("check"), **item} for item in data.pop("verdicts")]
        data["problem"] = data.pop("reason") or None
        return {"exercise": self.exercise, "score": self.score, **data}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ExerciseResult:
        """Read what :meth:`to_json` made, or as much of it as a result file keeps.

        Raises
        ------
        KeyError, TypeError
            Where it is something else.
        """
        rest = {key: value for key, value in data.items() if key not in ("score", "checks", "cells", "problem")}
        checks = [{"check": item["name"], **{k: v for k, v in item.items() if k != "name"}} for item in data["checks"]]
        return cls(
            verdicts=[Verdict(**check) for check in checks],
            cells=[Cell(**cell) for cell in data.get("cells", [])],
            reason=data["problem"] or "",
            **rest,
        )
