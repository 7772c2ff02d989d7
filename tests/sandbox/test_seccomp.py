"""The filter of system calls, read by an interpreter of our own: notebooks live, and no door opens."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from autograder.sandbox.child import seccomp
from autograder.sandbox.child.system_calls import needed


def run_filter(program: bytes, number: int, *arguments: int, architecture: int = 0xC000003E) -> int:
    """Interpret a filter by the kernel's rules (``linux/filter.h``), independently of how it was written."""
    data = struct.pack("<IIQ6Q", number, architecture, 0, *[*arguments, 0, 0, 0, 0, 0, 0][:6])
    steps = list(struct.iter_unpack("HBBI", program))
    place, accumulator = 0, 0
    while True:
        code, yes, no, value = steps[place]
        place += 1
        if code == 0x06:
            return value
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, value)
        else:
            met = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}[code]
            place += yes if met else no


ALLOWED, EPERM, ENOSYS, NO_FAMILY = 0x7FFF0000, 0x50001, 0x50026, 0x50061


@pytest.mark.parametrize(
    ("name", "number", "first", "verdict"),
    [
        ("read", 0, 0, ALLOWED),
        ("execve", 59, 0, ALLOWED),
        ("fork", 57, 0, ALLOWED),
        ("clone of a thread", 56, 0x3D0F00, ALLOWED),
        ("clone with a user namespace", 56, 0x10000011, EPERM),
        ("clone with a mount namespace", 56, 0x00020011, EPERM),
        ("clone3", 435, 0, ENOSYS),
        ("unshare", 272, 0, EPERM),
        ("setns", 308, 0, EPERM),
        ("mount", 165, 0, EPERM),
        ("ptrace", 101, 0, EPERM),
        ("keyctl", 250, 0, EPERM),
        ("bpf", 321, 0, EPERM),
        ("io_uring_setup", 425, 0, EPERM),
        ("memfd_create", 319, 0, EPERM),
        ("shmget", 29, 0, EPERM),
        ("local socket", 41, 1, ALLOWED),
        ("internet socket", 41, 2, NO_FAMILY),
        ("netlink socket", 41, 16, NO_FAMILY),
        ("netlink pair", 53, 16, NO_FAMILY),
        ("x32 numbering", 0x40000000 | 101, 0, EPERM),
        ("x32 numbering of a harmless call", 0x40000000, 0, EPERM),
        ("pidfd_open", 434, 0, EPERM),
        ("pidfd_send_signal", 424, 0, EPERM),
        ("process_mrelease", 448, 0, EPERM),
        ("open_tree", 428, 0, EPERM),
        ("statmount", 457, 0, EPERM),
        ("open_tree_attr", 467, 0, EPERM),
        ("splice", 275, 0, EPERM),
        ("vmsplice", 278, 0, EPERM),
        ("tee", 276, 0, EPERM),
        ("personality", 135, 0, EPERM),
        ("modify_ldt", 154, 0, EPERM),
        ("io_setup", 206, 0, EPERM),
        ("inotify_init1", 294, 0, EPERM),
        ("mlock", 149, 0, EPERM),
        ("sched_setaffinity", 203, 0, EPERM),
        ("sync", 162, 0, EPERM),
        ("capset", 126, 0, EPERM),
        ("seccomp", 317, 0, EPERM),
        ("dumpable", 157, 4, EPERM),
        ("name of a thread", 157, 15, ALLOWED),
        ("openat2", 437, 0, ENOSYS),
        ("futex_wait", 455, 0, ENOSYS),
        ("the first call that was unknown", seccomp.LAST + 1, 0, ENOSYS),
        ("one of the far future", 0x3FFFFFFF, 0, ENOSYS),
    ],
)
def test_the_filter_lets_notebooks_live_and_opens_no_door(name, number, first, verdict):
    """Each call gets the verdict that it should, by an interpreter of our own."""
    assert run_filter(seccomp.program("x86_64"), number, first) == verdict


@pytest.mark.parametrize(
    ("name", "number", "arguments", "verdict"),
    [
        ("memory of one's own", 9, (0, 1 << 20, 3, 0x22), ALLOWED),
        ("a file, shared", 9, (0, 1 << 20, 3, 0x01), ALLOWED),
        ("nameless and shared", 9, (0, 1 << 20, 3, 0x21), EPERM),
        ("nameless, shared, and more", 9, (0, 1 << 20, 3, 0x8021), EPERM),
        ("memory given back", 28, (0, 1 << 20, 4), ALLOWED),
        ("memory sent to the swap", 28, (0, 1 << 20, 21), EPERM),
        ("the same for another process", 440, (), EPERM),
        ("a huge page", 9, (0, 1 << 21, 3, 0x40022), EPERM),
        ("a stream", 53, (1, 1 | 0o2000000 | 0o4000), ALLOWED),
        ("datagrams", 53, (1, 2), EPERM),
        ("packets in a row", 41, (1, 5), EPERM),
        ("a queue as Python makes it", 50, (3, 128), ALLOWED),
        ("a long queue", 50, (3, 4096), EPERM),
        ("a queue without an end", 50, (3, 2**64 - 1), EPERM),
        ("a larger buffer to send", 54, (3, 1, 7), EPERM),
        ("a larger buffer to receive", 54, (3, 1, 8), EPERM),
        ("a time limit of a socket", 54, (3, 1, 20), ALLOWED),
        ("a descriptor's flags", 72, (3, 4), ALLOWED),
        ("a lock of a part of a file", 72, (3, 6), EPERM),
        ("a larger pipe", 72, (4, 1031), EPERM),
        ("a queue of notifications", 293, (0, 0x80), EPERM),
        ("a pipe", 293, (0, 0o2000000), ALLOWED),
    ],
)
def test_the_filter_lets_no_memory_out_of_sight(name, number, arguments, verdict):
    """Shared pages without a file, pages in the swap and the kernel's buffers are in no process's resident memory."""
    assert run_filter(seccomp.program("x86_64"), number, *arguments) == verdict


@pytest.mark.parametrize(
    ("name", "number", "arguments", "verdict"),
    [
        ("the kind of a socket", 55, (3, 1, 3), ALLOWED),
        ("who made the other end", 55, (3, 1, 17), EPERM),
        ("a handle of who made the other end", 55, (3, 1, 77), EPERM),
        ("to be told who sends", 54, (3, 1, 16), EPERM),
        ("to be given a handle of who sends", 54, (3, 1, 76), EPERM),
        ("an option of another layer", 54, (3, 0, 2), EPERM),
        ("how much can be read", 16, (3, 0x541B), ALLOWED),
        ("to type into a terminal", 16, (3, 0x5412), EPERM),
        ("the namespace above", 16, (3, 0xB702), EPERM),
    ],
)
def test_the_filter_hides_who_is_at_the_other_end(name, number, arguments, verdict):
    """The channel tells nothing of the grader's process."""
    assert run_filter(seccomp.program("x86_64"), number, *arguments) == verdict


HEADERS = {"x86_64": "x86_64-linux-gnu/asm/unistd_64.h", "aarch64": "asm-generic/unistd.h"}


@pytest.mark.parametrize("machine", HEADERS)
def test_the_numbers_of_calls_are_the_systems(machine):
    """As the kernel's own headers give them."""
    header = Path("/usr/include", HEADERS[machine])
    if not header.exists():
        pytest.skip("the kernel's headers are not installed")
    lines = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text())
    known = {name: int(number) for name, number in lines}
    known |= {"newfstatat": known.get("newfstatat", known.get("fstatat"))}
    mine = needed(machine)
    assert len(mine) == len(set(mine.values())) > 170
    assert {name: number for name, number in mine.items() if known.get(name, number) != number} == {}
    assert len(set(mine) & set(known)) > 0.9 * len(mine)


@pytest.mark.parametrize("machine", HEADERS)
def test_every_call_is_allowed_refused_or_looked_at_as_listed(machine):
    """Each number up to the newest has the verdict of the list: the spans leave nothing out and take nothing in."""
    program = seccomp.program(machine)
    allowed = set(needed(machine).values())
    got = {
        number
        for number in range(seccomp.LAST + 1)
        if run_filter(program, number, 1, 1, 2, architecture=seccomp.ARCHITECTURE[machine]) == ALLOWED
    }
    assert got == allowed


def test_the_filter_knows_its_machine():
    """Calls by another machine's numbers end the process; a machine we do not know gets no filter, not a wrong one."""
    assert run_filter(seccomp.program("x86_64"), 0, architecture=0x40000003) == 0x80000000
    assert run_filter(seccomp.program("aarch64"), 117, architecture=0xC00000B7) == EPERM
    assert run_filter(seccomp.program("aarch64"), 220, 0x10000011, architecture=0xC00000B7) == EPERM
    assert run_filter(seccomp.program("aarch64"), 222, 0, 0, 0, 0x21, architecture=0xC00000B7) == EPERM
    assert run_filter(seccomp.program("aarch64"), 199, 1, 2, architecture=0xC00000B7) == EPERM
    assert run_filter(seccomp.program("aarch64"), 25, 3, 1031, architecture=0xC00000B7) == EPERM
    assert seccomp.program("riscv64") == b""
