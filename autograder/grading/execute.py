"""Runs one notebook in the sandbox and calls its function with every case, within limits.

What a notebook can cost is bounded by the sandbox's limits (:class:`autograder.sandbox.limits.Limits`) and by five
numbers: a call without an answer costs :data:`utils.feedback.time_limit.CALL_SECONDS`, the first that is late
`MORE_PATIENCE` times as much again, and after `MAX_STALLS` of them nothing more is asked (after `MAX_FRESH_STALLS` of
the fresh cases); once `MAX_CELL_SECONDS` are used up no further cell of the student's own is run, and after
`MAX_NOTEBOOK_SECONDS` nothing more is begun. All of these are the notebook's own time
(:class:`autograder.sandbox.deadline.Deadline`): what it had to wait for a processor does not count.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from autograder.exercises import EXERCISES, Case
from autograder.grading.demonstrations import definitions_used
from autograder.grading.run import Run
from autograder.sandbox.deadline import MAX_CLOCK_RATIO
from autograder.sandbox.limits import CellResult
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.session import Job
from autograder.submission.cell import Cell
from autograder.submission.versions import UNREADABLE, why_unreadable
from utils.feedback.outcome import Outcome, Problem
from utils.feedback.packages import NOT_THERE
from utils.feedback.time_limit import MAX_STALLS, MORE_PATIENCE
from utils.notebooks import has_conflict

#: For the fresh cases what MAX_STALLS is for the seeded ones: each counts only where its whole kind fails.
MAX_FRESH_STALLS = 4
MAX_CELL_SECONDS = 30.0  # for running the cells
MAX_NOTEBOOK_SECONDS = 90.0  # for one notebook, whatever it does
MAX_NOT_DONE = 3  # answers "not done yet" after which the rest is taken to be the same


@dataclass
class NotebookRunner:
    """Runs one notebook in the sandbox and calls its function with every case; a context manager.

    Parameters
    ----------
    name : str
        The exercise.
    cells : sequence of Cell
        Its rebuilt notebook.
    files : mapping of str to bytes
        What lies beside it: the student's other notebooks.
    sandbox : Sandbox
        Where it runs.
    run : Run
        What is asked.
    written : str
        The Python that the notebook was written with, ``""`` where it does not say.

    Attributes
    ----------
    results : dict of str to CellResult
        What came of each cell that was run, by its id.
    notes : list of str
        What the student should know of the running, one sentence each.
    """

    name: str
    cells: Sequence[Cell]
    files: Mapping[str, bytes]
    sandbox: Sandbox
    run: Run
    written: str = ""
    results: dict[str, CellResult] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._job: Job | None = None
        self._left_out: set[str] = set()
        self._stalls: list[Problem] = []
        self._most_stalls = MAX_STALLS
        self._again = False
        self._started = time.monotonic()
        self._stack = ExitStack()
        self._jobs: list[Job] = []

    def __enter__(self) -> NotebookRunner:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def outcomes(self) -> list[Outcome | None]:
        """Return the outcome of every case, in the order of the cases.

        One that was not asked says why, or is None where it is a fresh one: an answer is refuted by what it did.

        Notes
        -----
        The seeded cases come first, in one order: a function that keeps something from call to call, or that stalls,
        gets as far under every seed. Only fresh cases that it is asked afterwards are others in every run.
        """
        cases, seconds = self.run.cases[self.name], self.run.call_seconds[self.name]
        asked: dict[int, Outcome | None] = {}
        for at, case in sorted(enumerate(cases), key=lambda numbered: bool(numbered[1].group)):
            if case.group and self._most_stalls == MAX_STALLS > len(self._stalls):
                self._stalls.clear()  # a fresh case is not the one too many because of a seeded one
                self._most_stalls = MAX_FRESH_STALLS
            asked[at] = self._outcome(case, seconds[at], [outcome for outcome in asked.values() if outcome])
        return [asked[at] for at in range(len(cases))]

    def outputs(self, identity: str) -> list[dict[str, Any]]:
        """Return what a cell printed, where it was run."""
        return self.results[identity].outputs if identity in self.results else []

    def _outcome(self, case: Case, seconds: float, asked: Sequence[Outcome]) -> Outcome | None:
        """Return the outcome of a case, or why it was not asked; None for a fresh one that was not asked."""
        known = self._not_worth_asking(asked)
        if known is not None:
            silent = case.group and known.problem is not None and known.problem.kind not in ("missing", "not done")
            return None if silent else known
        outcome = self._ask(case, seconds)
        if not self._again and [problem.kind for problem in self._stalls] == ["timeout"]:
            # The machine may be busy for a moment, or busy while Numba compiles; a function without an end is late
            # again, and that was that.
            self._again, outcome = True, self._ask(case, MORE_PATIENCE * seconds)
            if len(self._stalls) == 1:
                self._stalls.clear()
        return outcome

    def _not_worth_asking(self, asked: Sequence[Outcome]) -> Outcome | None:
        """Return an outcome for a case that need not be asked any more."""
        kinds = [outcome.problem.kind if outcome.problem else "" for outcome in asked]
        if "missing" in kinds:
            return asked[kinds.index("missing")]
        if len(kinds) >= MAX_NOT_DONE and set(kinds) == {"not done"}:
            return asked[0]
        if len(self._stalls) >= self._most_stalls:
            return Outcome(problem=self._stalls[-1])
        if self._used_more_than(MAX_NOTEBOOK_SECONDS):
            return Outcome(
                problem=Problem("timeout", f"Grading {self.name} took over {MAX_NOTEBOOK_SECONDS:.0f} seconds.")
            )
        return None

    def _ask(self, case: Case, seconds: float) -> Outcome:
        """Ask one case, in a new process where the last one is gone."""
        if self._job is None:
            self._start()
        if self._job is None:
            return Outcome(problem=self._stalls[-1])
        exercise = EXERCISES[self.name]
        helpers = {name: exercise.helper(name) for name in exercise.helpers}
        outcome = self._job.call(self.name, case.args, helpers, seconds)
        if not self._job.alive:
            self._job = None
        if outcome.problem is not None and (self._job is None or outcome.problem.kind == "timeout"):
            self._stalls.append(outcome.problem)
        if outcome.problem is not None and outcome.problem.kind == "missing":
            outcome.problem = self._missing(outcome.problem)
        elif outcome.problem is not None and outcome.problem.kind == "raised":
            outcome.problem = self._undefined(outcome.problem)
        return outcome

    def _start(self) -> None:
        """Run the cells in a new process, and once more without an added cell that brought it down."""
        for _ in range(2):
            self._stack.close()
            job = self._stack.enter_context(self.sandbox.job(self.files))
            self._jobs.append(job)
            fatal = self._run_cells(job)
            if fatal is None:
                self._job = job
                return
            said = self.results[fatal.id].reason
            if fatal.kind != "added" or self._used_more_than(MAX_CELL_SECONDS):
                break
            self._leave_out(fatal, said)
        sentence = f"{self.name} could not be called, because running the notebook's cells failed: {said}"
        self._stalls.extend([Problem("died", sentence)] * self._most_stalls)

    def _run_cells(self, job: Job) -> Cell | None:
        """Run the cells that count; return the one that ended the process, if one did."""
        borrowed = definitions_used(self.cells)
        for cell in self.cells:
            if cell.cell_type != "code" or cell.kind == "test" or cell.id in self._left_out:
                continue
            if cell.kind == "demonstration":
                if cell.id in borrowed:
                    job.run([borrowed[cell.id]])
                continue
            if cell.kind == "added" and self._used_more_than(MAX_CELL_SECONDS):
                self._leave_out(cell, f"the cells took over {MAX_CELL_SECONDS:.0f} seconds")
                continue
            (self.results[cell.id],) = job.run([cell.source])
            if not job.alive:
                return cell
            whose = {"answer": "Your answer cell", "added": "A cell that you added"}.get(cell.kind, "A given cell")
            if self.results[cell.id].reason:
                self._note(f"{whose} was stopped: {self.results[cell.id].reason}")
            elif unreadable := self._unreadable(cell):
                self._note(f"{whose} {unreadable}.")
            elif failed := self.results[cell.id].skipped:
                self._note(
                    f"{whose} stopped here with {failed.rstrip('.')}. That line was skipped, the rest of the cell was "
                    "run; what the line should have given a name has no value."
                )
            elif (
                cell.kind == "answer"
                and (said := self._raised(cell.id).rstrip("."))
                and not said.startswith(UNREADABLE)
            ):
                self._note(f"{whose} stops with {said}. What stands below that line was not run, as in Jupyter.")
        return None

    def _leave_out(self, cell: Cell, why: str) -> None:
        """Leave out a cell of the student's own."""
        self._left_out.add(cell.id)
        self._note(f"A cell that you added was left out: {why}")

    def _note(self, sentence: str) -> None:
        """Add a note for the student, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def _used_more_than(self, seconds: float) -> bool:
        """Tell whether this notebook has taken so many seconds, without those for which it had to wait."""
        clock = time.monotonic() - self._started
        if clock <= seconds:
            return False
        return max(clock - sum(job.waited for job in self._jobs), clock / MAX_CLOCK_RATIO) > seconds

    def _missing(self, problem: Problem) -> Problem:
        """Add why the answer cell did not define the function, where it stopped early."""
        cell = next(cell for cell in self.cells if cell.kind == "answer")
        if unreadable := self._unreadable(cell):
            return Problem("missing", f"There is no function {self.name}: its cell {unreadable}.")
        said = (cell.id in self.results and self.results[cell.id].reason) or self._raised(cell.id)
        if has_conflict(cell.source):
            said = f"It holds an unresolved merge conflict: keep one version and delete the lines of marks. {said}"
        if not said:
            return problem
        return Problem("missing", f"There is no function {self.name}: its cell stopped. {said}")

    def _raised(self, identity: str) -> str:
        """Return what the first exception of a cell says, on one line; ``""`` where it ended well."""
        errors = [output for output in self.outputs(identity) if output.get("output_type") == "error"]
        said = str(errors[0].get("evalue", "")) if errors else ""
        if errors and NOT_THERE not in said:
            said = f"{errors[0].get('ename', '')}: {said}"
        return " ".join(said.split())[:300]

    def _undefined(self, problem: Problem) -> Problem:
        """Add why a name is not defined, where the cell that defines it cannot be read."""
        found = re.search(r"NameError: name '(\w+)' is not defined", problem.sentence)
        name = found[1] if found else ""
        for cell in self.cells if found else ():
            defines = re.search(rf"^((def|class|type)\s+{name}\b|{name}\s*=)", cell.source, re.MULTILINE)
            if defines and (unreadable := self._unreadable(cell)):
                return Problem("raised", f"Your function uses {name}, whose cell {unreadable}.", problem.line)
        return problem

    def _unreadable(self, cell: Cell) -> str:
        """Say of a cell what this Python is too old for; ``""`` for all else."""
        return why_unreadable(cell.source, self.outputs(cell.id), self.written)
