"""What runs inside the sandbox, tried outside it: the encoder before liars, the arguments of helpers."""

from __future__ import annotations

import builtins
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.sandbox.child.codec import decode, encode
from autograder.sandbox.child.values import Opaque
from autograder.sandbox.child.worker import write_back

ROOT = Path(__file__).resolve().parents[2]


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


def test_importing_what_is_inside_changes_nothing_here():
    """The modules can be imported by the grader and by tests: only `prepare` touches the interpreter."""
    assert builtins.input is not None and sys.stdout is not None
    from autograder.sandbox.child import shell

    assert builtins.input is not shell.no_input


def test_nothing_inside_knows_the_rest_of_the_grader():
    """The folder that is bound into the sandbox imports itself, utils and packages, and nothing else of the grader."""
    for path in (ROOT / "autograder" / "sandbox" / "child").glob("*.py"):
        assert "autograder" not in path.read_text().replace("`autograder.", ""), path.name
