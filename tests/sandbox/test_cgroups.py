"""A control group is made where the kernel lets one be made, and bounds memory and processes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from autograder.sandbox import cgroups
from autograder.sandbox.cgroups import SERVER_BYTES, SERVER_PROCESSES, ControlGroup, parent
from autograder.sandbox.limits import Limits

LIMITS = Limits(memory_bytes=300 << 20, file_bytes=8 << 20, processes=16)


@pytest.fixture
def kernel(tmp_path):
    """Groups as the kernel shows them: each with what it hands down; and the note of whose member this process is."""

    def show(member: str, **handed_down: str):
        for name, controllers in handed_down.items():
            folder = tmp_path / "groups" / ("" if name == "root" else name.replace("__", "/"))
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "cgroup.subtree_control").write_text(controllers)
            (folder / "cgroup.procs").write_text("")
        (tmp_path / "membership").write_text(member)
        return tmp_path / "groups", tmp_path / "membership"

    return show


def test_the_nearest_group_that_hands_both_down_is_taken(kernel):
    """A user's slice does; the group that this process is in cannot, since it has a process."""
    mount, member = kernel("0::/app/scope\n", root="cpu", app="cpu memory pids", app__scope="cpu")
    (mount / "app" / "scope" / "cgroup.subtree_control").unlink()
    assert parent(mount, member) == mount / "app"


def test_a_group_that_may_hand_down_and_does_not_yet_is_told_to(kernel, monkeypatch):
    """As root of a machine the uppermost one may; where the kernel does not follow, no group is taken."""
    mount, member = kernel("0::/\n", root="")
    assert parent(mount, member) is None
    write = Path.write_text
    monkeypatch.setattr(Path, "write_text", lambda path, text: write(path, path.read_text() + text.replace("+", " ")))
    assert parent(mount, member) == mount
    assert {*(mount / "cgroup.subtree_control").read_text().split()} >= {"memory", "pids", "cpu"}


@pytest.mark.parametrize("member", ["9:memory:/a\n8:pids:/\n", "", "0::/gone\n"])
def test_without_version_2_there_is_none(kernel, member):
    """Version 1 alone, no groups at all, and a group that is not shown."""
    mount, note = kernel(member, other="memory pids")
    assert parent(mount, note) is None
    assert parent(mount, mount / "no such note") is None


def test_what_may_not_be_written_to_is_not_taken(kernel, monkeypatch):
    """Somebody else's groups."""
    mount, member = kernel("0::/app\n", app="memory pids")
    monkeypatch.setattr(cgroups.os, "access", lambda path, how: False)
    assert parent(mount, member) is None


def test_a_group_bounds_the_notebook_and_what_the_warm_process_needs(tmp_path):
    """Memory with the private disk, no swap, processes, and a low weight."""
    group = ControlGroup(tmp_path / "island", LIMITS)
    found = {path.name: int(path.read_text()) for path in group.folder.iterdir()}
    assert found.pop("memory.max") == (308 << 20) + SERVER_BYTES and found.pop("pids.max") == 16 + SERVER_PROCESSES
    assert found == {"memory.swap.max": 0, "cpu.weight": cgroups.WEIGHT}


def test_a_command_enters_the_group_before_it_begins(tmp_path):
    """With its arguments as they are; where it may not enter it runs all the same, and `holds` says so."""
    group = ControlGroup(tmp_path / "island", LIMITS)
    (group.folder / "cgroup.procs").write_text("")
    assert not group.holds()
    done = subprocess.run(group.within(["printf", "%s|", "a b", "$0", "'"]), capture_output=True, text=True, check=True)
    assert done.stdout == "a b|$0|'|" and (group.folder / "cgroup.procs").read_text() == "0\n" and group.holds()
    (group.folder / "cgroup.procs").unlink()
    (group.folder / "cgroup.procs").mkdir()
    done = subprocess.run(group.within(["printf", "on"]), capture_output=True, text=True, check=True)
    assert done.stdout == "on" and not done.stderr


def test_each_end_for_memory_is_told_once(tmp_path):
    """The kernel counts them; a file that cannot be read tells nothing."""
    group = ControlGroup(tmp_path / "island", LIMITS)
    assert not group.ran_out_of_memory()
    (group.folder / "memory.events").write_text("low 0\noom 1\noom_kill 1\n")
    assert [group.ran_out_of_memory() for _ in range(2)] == [True, False]


def test_no_group_is_left_where_a_limit_is_refused(tmp_path, monkeypatch):
    """Without controllers the kernel has no such file; grading goes on without a group."""
    monkeypatch.setattr(
        ControlGroup, "_set", lambda self, name, value: (self.folder / "no" / name).write_text(str(value))
    )
    monkeypatch.setattr(cgroups, "parent", lambda: tmp_path)
    assert cgroups.group(LIMITS) is None and not [*tmp_path.iterdir()]
    monkeypatch.setattr(cgroups, "parent", lambda: None)
    assert cgroups.group(LIMITS) is None
