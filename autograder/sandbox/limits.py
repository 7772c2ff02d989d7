"""The limits of a student's process, and the result of running a cell in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Limits:
    """The limits of one job.

    Its own time is what it computes, or sleeps while none of its processes waits for a processor, and at least a fifth
    of the clock's: see `autograder.sandbox.child.usage.Usage`.

    Attributes
    ----------
    cpu_seconds : int
        Computing time of all its processes together.
    wall_seconds : float
        Its own time from its start to its end.
    call_seconds, cell_seconds : float
        Its own time of one call (the default) and of one cell.
    memory_bytes : int
        Memory of all its processes together, beyond what Python, NumPy and IPython take.
    processes : int
        Processes and threads at once.
    file_bytes : int
        Its private disk, which is all that it can write to.
    output_bytes : int
        Characters of outputs that are kept of its cells.
    message_bytes : int
        One answer.
    traffic_bytes : int
        All its answers.
    helper_calls : int
        Calls of handed-in functions within one call.
    helper_bytes : int
        Memory that a handed-in function may take, in the grader's own process, for one call.
    """

    cpu_seconds: int = 60
    wall_seconds: float = 120.0
    call_seconds: float = 10.0
    cell_seconds: float = 15.0
    memory_bytes: int = 1 << 30
    processes: int = 32
    file_bytes: int = 32 << 20
    output_bytes: int = 2 << 20
    message_bytes: int = 8 << 20
    traffic_bytes: int = 128 << 20
    helper_calls: int = 20_000
    helper_bytes: int = 1 << 30


@dataclass
class CellResult:
    """The result of running one cell.

    Attributes
    ----------
    outputs : list of dict
        Outputs as nbformat 4 has them, bounded; their HTML is as the student made it.
    ok : bool
        Whether it ended without an error.
    reason : str
        One sentence where the grader ended it or could not run it, else ``""``.
    skipped : str
        What failed, where it was skipped and the rest of the cell was run all the same, else ``""``.
    """

    outputs: list[dict[str, Any]] = field(default_factory=list)
    ok: bool = False
    reason: str = ""
    skipped: str = ""
