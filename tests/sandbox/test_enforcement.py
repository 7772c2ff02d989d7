"""Which limits hold here is found out by trying, and what is missing is named."""

from __future__ import annotations

import dataclasses
import os

from autograder.sandbox import cgroups, enforcement
from autograder.sandbox.child.system_calls import MACHINES
from autograder.sandbox.enforcement import GROUP, NO_GROUP, limits_in_force
from tests.support.sandboxes import LIMITS


def test_the_limits_of_this_machine_are_told():
    """Those of a job that was started for it: what it may call, take and compute, and whether the kernel bounds all."""
    calls, memory, computing, processes, group = limits_in_force(dataclasses.replace(LIMITS, processes=13))
    assert ("the 2" in calls or "the 1" in calls) == (os.uname().machine in MACHINES)
    assert group == (NO_GROUP if cgroups.parent() is None else GROUP)
    assert "300 MB" in memory and "20 s" in computing and "13 of a notebook" in processes


def test_what_is_missing_is_named(monkeypatch):
    """A container's root without two powers; a kernel that tells less; a machine whose calls nobody listed."""
    monkeypatch.setattr(enforcement, "wished_powers", lambda way: [])
    monkeypatch.setattr(enforcement, "program", lambda machine: b"")
    calls, memory, computing, *_ = limits_in_force(LIMITS)
    assert "not filtered" in calls and "CAP_SYS_PTRACE" in memory and "CAP_SYS_NICE" in computing
