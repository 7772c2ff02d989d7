"""What runs inside the sandbox, tried outside it: the encoder before liars, the arguments of helpers, the filter."""

from __future__ import annotations

import builtins
import os
import struct
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.inside import seccomp
from autograder.inside.codec import decode, encode
from autograder.inside.plain import Opaque
from autograder.inside.worker import write_back

ROOT = Path(__file__).resolve().parent.parent


def through(value: object) -> object:
    """Send a value over the wire."""
    return decode(encode(value))


class LyingArray(np.ndarray):
    """Says something else of itself wherever it is asked."""

    shape = property(lambda self: (9, 9))
    dtype = property(lambda self: np.dtype("O"))
    size = property(lambda self: 0)

    def tobytes(self, *_):
        return b"\0"

    def tolist(self, *_):
        return ["lie"]

    def view(self, *_):
        raise SystemExit

    def astype(self, *_, **__):
        raise SystemExit

    def __array__(self, *_, **__):
        raise SystemExit

    def __reduce__(self):
        return os.system, ("false",)


class LyingList(list):
    """Never ends."""

    def __iter__(self):
        while True:
            yield 1

    def __len__(self):
        return 10**9

    def copy(self):
        return self


class LyingDict(dict):
    """Has other contents for whoever asks."""

    def items(self):
        while True:
            yield "lie", 1

    __iter__ = keys = items


class LyingFloat(float):
    """Is another number each time."""

    def __float__(self):
        return 7.0

    def __repr__(self):
        return "[1, 2]"


class LyingInt(int):
    """As the other."""

    def __int__(self):
        return 7

    __index__ = __int__


class LyingStr(str):
    """As the other."""

    def __str__(self):
        return "lie"

    def __len__(self):
        return 1


def test_liars_are_written_as_what_they_are():
    """Nothing that a subclass overrides is asked."""
    lying = np.arange(6.0).reshape(2, 3).view(LyingArray)
    arrived = through(lying)
    assert type(arrived) is np.ndarray and arrived.tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
    assert through([LyingList([1, 2]), LyingDict(a=3), LyingFloat(1.5), LyingInt(4), LyingStr("word")]) == [
        [1, 2],
        {"a": 3},
        1.5,
        4,
        "word",
    ]


def test_numpy_becomes_what_the_judge_expects():
    """NumPy's numbers become Python's, odd arrays plain ones or lists."""
    odd = [np.array([None, 3], dtype=object), np.array(["b"])]
    sent = [np.float32(0.5), np.int16(-3), np.bool_(True), np.str_("a"), *odd]
    assert [(type(part), part) for part in through(sent)] == [
        (float, 0.5),
        (int, -3),
        (bool, True),
        (str, "a"),
        (list, [None, 3]),
        (list, ["b"]),
    ]
    assert through(np.asfortranarray(np.arange(6).reshape(2, 3))).tolist() == [[0, 1, 2], [3, 4, 5]]
    assert through(np.arange(3, dtype=">i2")).tolist() == [0, 1, 2]
    assert through(np.array([1.25], dtype=np.longdouble)).dtype == np.float64
    assert through(np.ma.masked_array([1.0, 2.0], [True, False])).tolist() == [1.0, 2.0]
    assert through({np.int64(3): "c"}) == {3: "c"}


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({1, 2}, "set"),
        (b"bytes", "bytes"),
        (1j, "complex"),
        (np.zeros(2, complex), "array of complex128"),
        (np.zeros(2, [("a", "f8")]), "array of a f8"),
        (2**64, "int of more than 64 bits"),
        (type("<b>bold</b>" + "x" * 1000, (), {})(), "bboldb" + "x" * 54),
        (np.zeros(20_000, object), "array of object"),
        (np.zeros((1,) * 9), "array of float64"),
        (len, "builtin_function_or_method"),
    ],
)
def test_what_is_not_plain_is_named_and_no_more(value, name):
    """The judge can say what came; the thing itself stays where it is."""
    assert type(through(10**100_000)) is Opaque
    arrived = through(value)
    assert type(arrived) is Opaque
    assert arrived.type_name.replace("'", "").replace(",", "") == name


@pytest.mark.parametrize("key", [("max", "value"), None, 1.5, True, 10**30, np.float64(2), np.bool_(True), b"b"])
def test_an_odd_key_is_left_out_and_spoils_nothing_beside_it(key):
    """A note of the student's own between the arrays of an answer; a helper that changes the arrays keeps the note."""
    value = {"before": np.zeros(2), key: np.ones(3), "after": np.ones(4)}
    arrived = through(value)
    assert list(arrived) == ["before", "after"] and arrived["after"].tolist() == [1, 1, 1, 1]
    assert write_back(value, {"before": np.ones(2), "after": np.ones(4)}) and key in value


def test_circles_and_depths_end():
    """A value that holds itself is written to a depth, a very deep one is cut there."""
    circle: list = [1]
    circle.append(circle)
    ring: dict = {"a": 1}
    ring["ring"] = ring
    holder = np.empty((), dtype=object)
    holder[()] = holder
    deep: list = []
    for _ in range(100_000):
        deep = [deep]
    for value in (circle, ring, holder, deep):
        through(value)


def test_what_a_helper_did_to_its_arguments_is_done_here():
    """Arrays, dictionaries and lists are changed in place, whatever was added or taken away."""
    array, inner = np.zeros((2, 2)), np.ones(3)
    value = {"a": array, "b": inner, "gone": 1, "list": [1, [2]], "shape": np.zeros(2)}
    kept = value["list"]
    assert write_back(value, {"a": np.eye(2), "b": inner * 2, "new": 5, "list": [3, [4], 6], "shape": np.ones((2, 2))})
    assert array.tolist() == [[1, 0], [0, 1]] and inner.tolist() == [2, 2, 2]
    assert value["list"] is kept == [3, [4], 6] and value["new"] == 5 and "gone" not in value
    assert value["shape"].shape == (2, 2)
    assert not write_back(3, 4)


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
        ("x32 numbering", 0x40000000 | 101, 0, EPERM),
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
    ],
)
def test_the_filter_lets_no_memory_out_of_sight(name, number, arguments, verdict):
    """Shared pages without a file, and pages in the swap, are in no process's resident memory."""
    assert run_filter(seccomp.program("x86_64"), number, *arguments) == verdict


def test_the_filter_knows_its_machine():
    """Calls by another machine's numbers end the process; a machine we do not know gets no filter, not a wrong one."""
    assert run_filter(seccomp.program("x86_64"), 0, architecture=0x40000003) == 0x80000000
    assert run_filter(seccomp.program("aarch64"), 117, architecture=0xC00000B7) == EPERM
    assert run_filter(seccomp.program("aarch64"), 220, 0x10000011, architecture=0xC00000B7) == EPERM
    assert run_filter(seccomp.program("aarch64"), 222, 0, 0, 0, 0x21, architecture=0xC00000B7) == EPERM
    assert seccomp.program("riscv64") == b""


def test_importing_what_is_inside_changes_nothing_here():
    """The modules can be imported by the grader and by tests: only `prepare` touches the interpreter."""
    assert builtins.input is not None and sys.stdout is not None
    import autograder.inside.shell as shell

    assert builtins.input is not shell.no_input


def test_nothing_inside_knows_the_rest_of_the_grader():
    """The folder that is bound into the sandbox imports itself, utils and packages, and nothing else of the grader."""
    for path in (ROOT / "autograder" / "inside").glob("*.py"):
        assert "autograder" not in path.read_text().replace("`autograder.", ""), path.name
