"""Finds out which limits of a submission hold on this machine, and says so in a sentence each."""

from __future__ import annotations

import os
from pathlib import Path

from .bubblewrap import Way, wished_powers
from .child.seccomp import program
from .child.system_calls import needed
from .limits import Limits
from .sandbox import Sandbox

PROBE = """
import resource
def probe():
    lines = dict(line.split(":", 1) for line in open("/proc/self/status"))
    return [int(lines["Seccomp"]), resource.getrlimit(resource.RLIMIT_NPROC)[0]]
"""


GROUP = "Control group: memory and processes are bounded by the kernel as well, whatever takes them and however fast."
NO_GROUP = (
    "Control group: none can be made here (it takes version 2, and a group of your own, which "
    "`systemd-run --user --scope autograder ...` gives), so what is taken between two counts is not bounded."
)


def limits_in_force(limits: Limits | None = None) -> list[str]:
    """Start a job as grading would, and tell which limits it is under.

    Parameters
    ----------
    limits : Limits, optional
        Those of grading by default.

    Returns
    -------
    list of str
        Sentences, for the person who grades.

    Raises
    ------
    SandboxMissing
        No sandbox can be made here.
    """
    with Sandbox(limits) as sandbox:
        with sandbox.job({}) as job:
            job.run([PROBE])
            filtered, processes = job.call("probe", []).result or [0, 0]
        way, grouped = sandbox.way, sandbox.grouped
    assert way is not None
    lines = [_calls(filtered), _memory(sandbox.limits, way), _computing(sandbox.limits, way), _processes(processes)]
    return [*lines, GROUP if grouped else NO_GROUP]


def _calls(filtered: int) -> str:
    machine = os.uname().machine
    if filtered != 2 or not program(machine):
        return f"System calls are not filtered: the numbers of {machine} are not known."
    return f"System calls: the {len(needed(machine))} that notebooks need."


def _memory(limits: Limits, way: Way) -> str:
    most = f"Memory: {limits.memory_bytes >> 20:,} MB for all processes of a notebook"
    if "SYS_PTRACE" in wished_powers(way):
        return f"{most}, counted up to 50 times a second."
    return f"{most}, but without CAP_SYS_PTRACE programs that it starts count for less than they hold."


def _computing(limits: Limits, way: Way) -> str:
    most = f"Computing: {limits.cpu_seconds} s for all processes of a notebook"
    if "SYS_NICE" not in wished_powers(way):
        return f"{most}; without CAP_SYS_NICE what it starts is not held back, and may slow its neighbours down."
    if not Path("/proc/self/schedstat").exists():
        return f"{most}; this kernel does not tell who waits for a processor, so an answer's time is the clock's."
    return f"{most}, one processor for those that take more; waiting for a processor is not an answer's time."


def _processes(most: int) -> str:
    return f"Processes: {most} of a notebook, by the kernel."
