"""The edge that is left: a student's process that speaks on the channel itself. It answers for itself, once."""

from __future__ import annotations

import time

import pytest

from autograder.sandbox.limits import Limits
from tests.support.sandboxes import outcome, result, sandbox

FIND_PIPE = """
import gc, os, struct, sys
def pipe():
    return next(thing for thing in gc.get_objects() if type(thing).__name__ == "ChildChannel")
def channel():
    return pipe()._sock.fileno()  # the event loop of the cells has a pair of sockets, too
"""


@pytest.fixture(scope="module")
def box():
    """The best sandbox that this machine can make."""
    with sandbox() as made:
        yield made


def test_an_answer_given_ahead_counts_once_and_ends_the_job(box):
    """Who finds the way to answer a question twice has answered once; the next question meets a closed door."""
    code = FIND_PIPE + "\ndef f():\n    pipe().send({'result': 1, 'arguments': [], 'problem': None})\n    return 2\n"
    with box.job() as notebook:
        assert notebook.run([code])[0].ok
        assert notebook.call("f", []).result == 1
        again = notebook.call("f", [])
        assert again.problem.kind == "unreadable" and not notebook.alive


SPOKEN_IN_A_CELL = {
    "a reply without a nonce": "os.write(channel(), frame({'result': 1}))",
    "a reply with a guessed nonce": "os.write(channel(), frame({'nonce': '0' * 32, 'outputs': [], 'ok': True}))",
    "a length and nothing": "os.write(channel(), struct.pack('!I', 100))",
    "a monstrous length": "os.write(channel(), b'\\xff' * 4)",
    "text": "os.write(channel(), b'{\"passed\": true}')",
    "half a megabyte": "os.set_blocking(channel(), False); os.write(channel(), b'x' * (1 << 19))",
    "outputs that are none": "pipe().send({'outputs': 'x', 'ok': True, 'late': False})",
    "outputs of an unknown kind": "pipe().send({'outputs': [{'output_type': 'widget'}], 'ok': True, 'late': False})",
}


@pytest.mark.parametrize("what", SPOKEN_IN_A_CELL)
def test_what_is_spoken_in_a_cell_ends_the_job(box, what):
    """Nothing that is said before the answer is an answer, and nobody is asked afterwards."""
    code = "sys.path.append('/grader')\nfrom child.codec import encode\n"
    code += "def frame(value):\n    body = encode(value)\n    return struct.pack('!I', len(body)) + body\n"
    with box.job() as notebook:
        said = notebook.run([FIND_PIPE + code, "def f():\n    return 1", SPOKEN_IN_A_CELL[what]])
        assert said[1].ok and not said[2].ok and "could not be read" in said[2].reason
        assert not notebook.alive and notebook.call("f", []).problem.kind == "died"


SPOKEN_IN_A_CALL = {
    "a helper that nobody handed in": "{'helper': 'judge', 'number': 1, 'args': [], 'kwargs': {}}",
    "a helper's call out of turn": "{'helper': 'helper', 'number': 2, 'args': [], 'kwargs': {}}",
    "a helper's call with a list of names": "{'helper': 'helper', 'number': 1, 'args': [], 'kwargs': {1: 2}}",
    "a helper's call without arguments": "{'helper': 'helper', 'number': 1}",
    "a helper that is a list": "{'helper': ['helper'], 'number': 1, 'args': [], 'kwargs': {}}",
    "an answer without its arguments": "{'result': 1, 'arguments': [], 'problem': None}",
    "an answer with more": "{'result': 1, 'arguments': [1], 'problem': None, 'passed': True}",
    "an unknown problem": "{'result': 1, 'arguments': [1], 'problem': ['passed', '', '']}",
    "a problem that is none": "{'result': 1, 'arguments': [1], 'problem': 'passed'}",
    "a problem of numbers": "{'result': 1, 'arguments': [1], 'problem': [1, 2, 3]}",
    "nothing": "{}",
}


@pytest.mark.parametrize("what", SPOKEN_IN_A_CALL)
def test_what_is_spoken_in_a_call_is_no_result(box, what):
    """A message that is not as agreed is unreadable, whoever wrote it."""
    code = FIND_PIPE + f"\ndef f(x):\n    pipe().send({SPOKEN_IN_A_CALL[what]})\n    return 1\n"
    said = outcome(box, code, 7, helpers={"helper": lambda: 1})
    assert said.problem is not None and said.problem.kind == "unreadable" and said.result is None


GROWING_NUMBERS = """
sys.path.append("/grader")
import numpy as np
from child.codec import encode
def f():
    numbers = b"\\xdd" + struct.pack("!I", 240_000) + b"\\xca\\x3f\\x80\\x00\\x00" * 240_000  # in single precision
    args = b"\\x91\\x92" + numbers + encode(np.zeros(850_000))
    said = {"nonce": pipe()._nonce, "helper": "helper", "number": 1, "kwargs": {}}
    text = b"\\x85" + encode(said)[1:] + encode("args") + args  # a map of five pairs in place of four
    pipe()._sock.sendall(struct.pack("!I", len(text)) + text)
    pipe().receive()
"""


def test_numbers_that_grow_when_they_are_written_again_end_the_job(box):
    """A helper's arguments that fit as they come and not as we would write them are no failure of the grader's."""
    said = outcome(box, FIND_PIPE + GROWING_NUMBERS, helpers={"helper": lambda numbers: 1})
    assert said.problem.kind == "unreadable" and said.calls == []


def test_a_late_call_is_told_in_tenths_of_a_second(box):
    """The time that a call was given is measured; what the student reads is rounded."""
    said = outcome(box, "def f():\n    while True:\n        pass", timeout=1.20683)
    assert said.problem.sentence == "Your function did not return within 1.2 seconds."


def test_a_lie_about_the_problem_is_cleaned(box):
    """A sentence from the process is a line of text, cut, without codes."""
    problem = "['raised', 'one\\ntwo\\x1b[31m ' + 'x' * 9000, '\\u202e<script>', {'line': 'x', 3: []}]"
    answer = f"{{'result': 1, 'arguments': [], 'problem': {problem}}}"
    code = FIND_PIPE + f"\ndef f():\n    pipe().send({answer})\n"
    said = outcome(box, code).problem
    assert said.sentence.startswith("one two xxx") and len(said.sentence) == 500 and said.line == "<script>"


DIFFICULT = {
    "closes everything": ("def f():\n    os.closerange(0, 4096)\n    return 1", "died", "cut the connection"),
    "leaves at once": ("def f():\n    os._exit(0)", "died", "os._exit"),
    "crashes": ("def f():\n    ctypes.string_at(0)", "died", "SIGSEGV"),
    "aborts": ("def f():\n    ctypes.CDLL(None).abort()", "died", "crashed"),
    "writes without end": (
        "def f():\n    while True:\n        os.write(channel(), b'\\xff' * 65536)",
        "unreadable",
        "could not be read",
    ),
    "dribbles": (
        "def f():\n    while True:\n        os.write(channel(), b'\\x00')\n        time.sleep(0.3)",
        "unreadable|timeout",
        "",
    ),
    "never returns": ("def f():\n    while True:\n        pass", "timeout", "1 second"),
    "never returns and hears nothing": (
        "def f():\n    while True:\n        try:\n            time.sleep(9)\n        except:\n            pass",
        "timeout",
        "could be interrupted",
    ),
    "sleeps where no signal comes": (
        "def f():\n    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 60))\n    time.sleep(100)",
        "timeout",
        "could be interrupted",
    ),
    "stops itself": (
        "def f():\n    os.kill(os.getpid(), signal.SIGSTOP)\n    time.sleep(100)",
        "timeout",
        "",
    ),
    "answers with too much": ("def f():\n    return 'x' * (9 << 20)", "too much", "too large"),
    "answers with a huge view": (
        "import numpy as np\ndef f():\n    return np.broadcast_to(1.0, (10**6, 10**6))",
        "too much",
        "too large",
    ),
    "answers with a million parts": ("def f():\n    return [0] * 10**6", "too much", "too large"),
    "exits": ("def f():\n    sys.exit(3)", "raised", "SystemExit"),
    "interrupts": ("def f():\n    raise KeyboardInterrupt", "raised", "KeyboardInterrupt"),
    "raises what cannot be told": (
        "class Strange(Exception):\n    def __str__(self):\n        raise Strange\ndef f():\n    raise Strange",
        "raised",
        "Strange",
    ),
    "has a message without end": ("def f():\n    raise ValueError('x' * 10**7)", "raised", "ValueError"),
    "recurses without end": (
        "def f():\n    sys.setrecursionlimit(10**9)\n    f()",
        "died|too much|raised|timeout",
        "",
    ),
}


LONG = ("never returns and hears nothing", "sleeps where no signal comes")  # seconds of waiting each


@pytest.mark.parametrize(
    "what", [pytest.param(what, marks=pytest.mark.slow) if what in LONG else what for what in DIFFICULT]
)
def test_every_call_ends_with_an_outcome(box, what):
    """Whatever a function does, the grader hears of it in time, in a sentence, and goes on."""
    code, kinds, words = DIFFICULT[what]
    started = time.monotonic()
    said = outcome(box, FIND_PIPE + "\nimport time, ctypes, signal\n" + code, timeout=1)
    assert said.problem is not None and said.problem.kind in kinds.split("|"), said.problem
    assert words in said.problem.sentence
    assert time.monotonic() - started < 15
    assert result(box, "def f():\n    return 5") == 5


PATCHES = """
import base64, builtins, json, struct, sys
from child.codec import msgpack
import numpy as np
json.dumps = json.loads = lambda *a, **k: '{"passed": true}'
base64.b64encode = lambda *a, **k: b"AAAA"
struct.pack = struct.unpack = lambda *a, **k: b"0000"
msgpack.packb = msgpack.Packer = msgpack.ExtType = lambda *a, **k: b"0000"
np.array_equal = np.allclose = lambda *a, **k: True
np.testing.assert_allclose = lambda *a, **k: None
"""


def test_patches_reach_nobody_else(box):
    """What a notebook replaces is replaced in its own process; its answers are still its own."""
    code = PATCHES + "def f(x):\n    return x + 1\n"
    assert outcome(box, code, 1).result == 2
    assert result(box, "import json, numpy\ndef f():\n    return json.dumps([1]), numpy.allclose(1, 2)") == (
        "[1]",
        False,
    )


def test_a_forked_twin_is_silent(box):
    """A child that comes back from the student's function does not answer too."""
    with box.job() as notebook:
        notebook.run(["import os\ndef f():\n    os.fork()\n    return 1"])
        for _ in range(3):
            assert notebook.call("f", []).result == 1
        assert notebook.alive


def test_output_is_bounded(box):
    """A hundred megabytes printed, thousands of displays, an endless message: a note says that it was cut."""
    cells = [
        "for _ in range(1000):\n    print('x' * 100_000)",
        "for number in range(5000):\n    display(number)",
        "raise ValueError('y' * 10**7)",
        "'z' * 10**7",
        "import os\nfor _ in range(1000):\n    os.write(1, b'x' * 100_000)",
    ]
    with box.job() as notebook:
        said = notebook.run(cells)
        assert notebook.alive
    assert all(cell.reason == "" for cell in said)
    assert sum(len(str(cell.outputs)) for cell in said) < 400_000
    assert "cut here" in said[0].outputs[-1]["text"] and said[2].outputs[0]["ename"] == "ValueError"


def test_calls_of_a_helper_are_counted():
    """More of them than are allowed end the call."""
    limits = Limits(helper_calls=50, call_seconds=20)
    with sandbox(limits=limits) as made:
        said = outcome(made, "def f():\n    while True:\n        helper()", helpers={"helper": lambda: 1})
    assert said.problem.kind == "too much" and "50 times" in said.problem.sentence and len(said.calls) == 50
