"""Asks one notebook's function every case, in the sandbox, for as long as that makes sense.

What a notebook can cost is bounded by the sandbox's limits (:class:`autograder.sandbox.Limits`) and by three numbers:
a call without an answer costs :data:`autograder.grading_run.PATIENCE` seconds, after `MOST_STALLS` of them nothing more
is asked, and after `MOST_SECONDS` nothing at all.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from autograder.exercises import EXERCISES, Case
from autograder.grading_run import Run
from autograder.helpers import handed_in
from autograder.intake import Cell
from autograder.sandbox import CellResult, Job, Sandbox
from utils.feedback.outcome import Outcome, Problem

MOST_STALLS = 2  # calls without an answer (no end, process gone) after which no more is asked
MOST_SECONDS = 90.0  # for one notebook, whatever it does
NOT_DONE = 3  # answers "not done yet" after which the rest is taken to be the same
STALLS = ("timeout", "died", "too much")


@dataclass
class Interview:
    """Runs one notebook in the sandbox and asks its function every case, for as long as that makes sense."""

    name: str
    cells: Sequence[Cell]
    files: Mapping[str, bytes]
    sandbox: Sandbox
    run: Run
    digest: str
    notes: list[str] = field(default_factory=list)
    results: dict[str, CellResult] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    job: Job | None = None
    stalls: int = 0
    started: float = field(default_factory=time.monotonic)
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Interview:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def outcomes(self) -> list[Outcome | None]:
        """Return the outcome of every case, in the order of the cases; a case that was not asked says why."""
        cases, patience = self.run.cases[self.name], self.run.patience[self.name]
        order = list(range(len(cases)))
        # Which case comes when tells the child nothing: the order is another for every submission and every run.
        random.Random(f"{self.run.secret}/{self.digest}/{self.name}").shuffle(order)
        outcomes: list[Outcome | None] = [None] * len(cases)
        asked: list[Outcome] = []
        for at in order:
            outcomes[at] = self._not_worth_asking(asked) or self._ask(cases[at], patience[at])
            asked.append(outcomes[at])
        return outcomes

    def outputs(self, identity: str) -> list[dict[str, Any]]:
        """Return what a cell printed, where it was run."""
        return self.results[identity].outputs if identity in self.results else []

    def _ask(self, case: Case, patience: float) -> Outcome:
        """Ask one case, in a new process where the last one is gone."""
        if self.job is None or not self.job.alive:
            self._start()
        if self.job is None:
            return Outcome(problem=self._never_started())
        helpers = handed_in(EXERCISES[self.name])
        outcome = self.job.call(self.name, case.args, helpers, patience)
        if outcome.problem is not None and outcome.problem.kind in STALLS:
            self.stalls += 1
        if outcome.problem is not None and outcome.problem.kind == "missing":
            outcome.problem = self._missing(outcome.problem)
        return outcome

    def _start(self) -> None:
        """Run the cells in a new process, and once more without an added cell that brought it down."""
        for _ in range(2):
            self._stack.close()
            self.job = None
            job = self._stack.enter_context(self.sandbox.job(self.files))
            cells = [cell for cell in self.cells if self._runs(cell)]
            results = dict(zip([cell.id for cell in cells], job.run([cell.source for cell in cells])))
            self.results = {**{gone: self.results[gone] for gone in self.left_out}, **results}
            if job.alive:
                self.job = job
                return
            fatal = next((cell for cell in cells if results[cell.id].problem), None)
            if fatal is None or fatal.kind != "added":
                return
            self.left_out.add(fatal.id)
            self.notes.append(f"A cell that you added ({results[fatal.id].problem}) was left out.")

    def _runs(self, cell: Cell) -> bool:
        """Tell whether a cell is run when we grade: not the checks and figures of the course, nor what is not code."""
        return cell.cell_type == "code" and cell.kind in ("given", "answer", "added") and cell.id not in self.left_out

    def _never_started(self) -> Problem:
        """Say why there is no process to ask."""
        self.stalls = MOST_STALLS
        said = next((result.problem for result in self.results.values() if result.problem), "the process ended")
        return Problem("died", f"{self.name} could not be called, because running the notebook's cells failed: {said}")

    def _missing(self, problem: Problem) -> Problem:
        """Add why the answer cell did not define the function, where it stopped with an exception."""
        answer = next(cell.id for cell in self.cells if cell.kind == "answer")
        errors = [output for output in self.outputs(answer) if output.get("output_type") == "error"]
        if not errors:
            return problem
        said = f"{errors[0].get('ename', '')}: {errors[0].get('evalue', '')}"[:300]
        return Problem("missing", f"There is no function {self.name}, because its cell stopped with {said}")

    def _not_worth_asking(self, asked: Sequence[Outcome]) -> Outcome | None:
        """Return an outcome for a case that need not be asked any more."""
        problems = [outcome.problem for outcome in asked if outcome.problem is not None]
        kinds = [problem.kind for problem in problems]
        if "missing" in kinds:
            return asked[kinds.index("missing")]
        if len(asked) >= NOT_DONE and kinds[:NOT_DONE] == ["not done"] * NOT_DONE and len(kinds) == len(asked):
            return asked[0]
        if self.stalls >= MOST_STALLS:
            last = [problem for problem in problems if problem.kind in STALLS][-1]
            return Outcome(problem=Problem(last.kind, last.sentence))
        if time.monotonic() - self.started > MOST_SECONDS:
            return Outcome(problem=Problem("timeout", f"Grading {self.name} took over {MOST_SECONDS:.0f} seconds."))
        return None
