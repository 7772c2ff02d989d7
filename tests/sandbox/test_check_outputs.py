"""What a student's cells showed: kept up to a size inside, checked and cleaned outside."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox.check_outputs import OutputChecker, strip_control
from autograder.sandbox.child import outputs
from autograder.sandbox.child.outputs import Recorder, Stream
from autograder.sandbox.child.values import WireError

ROOT = Path(__file__).resolve().parents[2]


def test_printed_text_is_kept_up_to_its_room():
    """Joined where it belongs together, cut with a note where it is too much, and errors are shown all the same."""
    recorder = Recorder(100)
    out, err = Stream(recorder, "stdout"), Stream(recorder, "stderr")
    for _ in range(1000):
        print("word", file=out)
    err.write("later")
    recorder.error("ValueError", "why", ["line 1"])
    kept = recorder.take()
    assert kept[0] == {"output_type": "stream", "name": "stdout", "text": "word\n" * 20}
    assert kept[1]["text"] == outputs.CUT and kept[-1]["ename"] == "ValueError" and len(kept) == 3
    assert recorder.take() == []
    with pytest.raises(TypeError):
        out.write(b"bytes")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a\r\nb", "a\nb"),
        ("10 %\r20 %\r30 %\ndone", "30 %\ndone"),
        ("\x1b[1;31mred\x1b[0m \x1b]0;title\x07x\x1b", "red x"),
        ("a\x00b\x08c\u202ed\u2066e\x7f\x9b", "abcde"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_text_is_shown_without_codes(text, plain):
    """Neither a terminal nor a page can be talked into anything by what is left."""
    assert strip_control(text) == plain


@pytest.mark.parametrize("text", ["x", "\x1b[", "\x1b]", "\x1b[0", " \r", "a\n", " ", "="])
def test_the_worst_text_is_cleaned_in_time(text):
    """No text makes the cleaning slow (one did: a line of two million characters took minutes)."""
    whole = text * (2_000_000 // len(text))
    shown = [{"output_type": "stream", "name": "stdout", "text": whole}]
    shown += [{"output_type": "display_data", "data": {"image/png": whole + " !"}}]
    script = "import pickle, sys, time; from autograder.sandbox.check_outputs import OutputChecker\n"
    script += "outputs = pickle.load(sys.stdin.buffer)\n"
    script += "start = time.process_time(); OutputChecker(10**9).take(outputs); assert time.process_time() - start < 5"
    # In a process of its own, because a regular expression that hangs cannot be interrupted.
    subprocess.run([sys.executable, "-c", script], input=pickle.dumps(shown), cwd=ROOT, timeout=60, check=True)


def test_outputs_are_rebuilt_and_bounded():
    """What the process says its cells showed becomes nbformat outputs, in known media types, up to a size."""
    shown = OutputChecker(100)
    data = {"text/plain": "a", "text/html": "<b>", "image/jpeg": "QQ=="}
    more = {"application/javascript": "x", "image/png": "<b>", "text/latex": 3}
    kept = shown.take(
        [
            {"output_type": "display_data", "data": {**data, **more}, "metadata": {"a": 1}, "extra": 1},
            {"output_type": "execute_result", "data": {"text/plain": 3}, "execution_count": "x"},
            {"output_type": "stream", "name": "elsewhere", "text": "b"},
            {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t"]},
            {"output_type": "stream", "name": "stdout", "text": "c" * 200},
        ]
    )
    assert kept == [
        {"output_type": "display_data", "data": data, "metadata": {}},
        {"output_type": "execute_result", "data": {}, "metadata": {}, "execution_count": None},
        {"output_type": "stream", "name": "stdout", "text": "b"},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t"]},
    ]
    for bad in (
        None,
        [1],
        [{}],
        [{"output_type": "stream", "text": 1, "name": "stdout"}],
        [{"output_type": ["x"]}],
        [{"output_type": "display_data", "data": []}],
        [{"output_type": "error", "ename": "", "evalue": "", "traceback": "x"}],
    ):
        with pytest.raises(WireError):
            OutputChecker(100).take(bad)
