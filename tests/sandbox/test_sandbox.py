"""The sandbox from outside: honest notebooks run as in Jupyter, calls say what they did, processes come and go."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from autograder.sandbox.child.values import Opaque, TooMuch
from tests.support.sandboxes import WAYS, gradients, kinds, outcome, sandbox

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", params=kinds(*WAYS))
def box(request):
    """A sandbox of each kind that this machine offers."""
    with sandbox(request.param) as made:
        yield made


CELLS = {
    "print('a'); print('b')": [("stream", "a")],
    "x = 20\nx + 1": [("execute_result", "21")],
    "x;": [],
    "_": [("execute_result", "21")],
    "from IPython.display import display, HTML\ndisplay(HTML('<b>hi</b>'))": [("display_data", "<b>hi</b>")],
    "1 / 0": [("error", "ZeroDivisionError")],
    "def broken(:": [("error", "SyntaxError")],
    "%nonsense": [("error", "UsageError")],
    "%%time\nprint('timed')": [("stream", "timed")],
    "!echo from the shell": [("stream", "from the shell")],
    "words = !echo a b\nwords": [("execute_result", "['a b']")],
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);": [("display_data", "Figure")],
    "import asyncio\nawait asyncio.sleep(0)\n'awaited'": [("execute_result", "'awaited'")],
    "input('name?')": [("error", "RuntimeError")],
    "import warnings; warnings.warn('careful')": [("stream", "careful")],
    "%%writefile note.txt\nhello": [("stream", "Writing note.txt")],
    "open('note.txt').read(), sorted(__import__('os').listdir('.'))": [("execute_result", "clip.ipynb")],
    "raise KeyboardInterrupt": [("error", "KeyboardInterrupt")],
    "import sys; sys.exit(3)": [("error", "SystemExit")],
    "from utils import *; softmax(np.zeros((2, 1)))": [("error", "NameError")],
    "import numpy as np; print(softmax(np.zeros((2, 1))).ravel())": [("stream", "[0.5 0.5]")],
    "get_ipython().run_line_magic('pwd', '')": [("execute_result", "'")],
}


@pytest.mark.smoke
def test_an_honest_notebook_runs_as_in_jupyter(box):
    """Magics, displays, figures, last values, the shell; an error ends its cell alone."""
    with box.job({"clip.ipynb": b"{}"}) as notebook:
        for source, cell in zip(CELLS, notebook.run(list(CELLS))):
            expected = CELLS[source]
            kinds = [output["output_type"] for output in cell.outputs]
            assert kinds[: len(expected)] == [kind for kind, _ in expected], (source, cell)
            assert all(word in str(output) for (_, word), output in zip(expected, cell.outputs)), (source, cell)
            assert cell.ok == ("error" not in kinds) and cell.reason == ""


def test_a_figure_is_a_picture(box):
    """PNG in base64, as a notebook holds it."""
    with box.job() as notebook:
        (cell,) = notebook.run(["import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"])
    assert cell.outputs[0]["data"]["image/png"].startswith("iVBORw0KGgo")


@pytest.mark.smoke
def test_a_call_says_what_it_did(box):
    """Result, arguments as they were left, and the same random numbers each time."""
    code = """
import numpy as np
def f(gradients, limit):
    for value in gradients.values():
        np.clip(value, -limit, limit, out=value)
    return gradients, np.random.rand(), {1: None, "a": (True, [1.5])}, {1, 2}
"""
    first, second = (outcome(box, code, gradients(), 5.0) for _ in range(2))
    assert first.problem is None
    clipped, drawn, plain, odd = first.result
    assert clipped["dWax"].tolist() == [[5.0, -3.0]] and first.arguments[0]["db"].tolist() == [[-5.0]]
    assert plain == {1: None, "a": (True, [1.5])} and odd == Opaque("set")
    assert drawn == second.result[1]


def test_what_goes_wrong_in_a_call_is_said_in_a_sentence(box):
    """Not there, not done, raised: with the student's own line; and one goes on asking."""
    with box.job() as notebook:
        notebook.run(
            ["def wrong(x):\n    y = x\n    return y[7]", "def undone():\n    raise NotImplementedError()", "n = 3"]
        )
        missing, raised, undone, number = (notebook.call(*call) for call in (
            ("nowhere", []), ("wrong", [[1]]), ("undone", []), ("n", [])))  # fmt: skip
        assert missing.problem.kind == "missing" and number.problem.kind == "missing"
        assert raised.problem.kind == "raised" and "IndexError" in raised.problem.sentence
        assert "return y[7]" in raised.problem.line
        assert undone.problem.kind == "not done" and notebook.alive


HELPED = """
import numpy as np
def f(parameters, rate):
    first = helper([None, 1], parameters, rate=rate)
    again = helper([None, 1], parameters, rate=rate)
    same = keeper(parameters)
    try:
        helper("nonsense", parameters, rate=rate)
    except ValueError as error:
        said = str(error)
    try:
        helper({1, 2}, parameters, rate=rate)
    except TypeError as error:
        odd = str(error)
    return first, again, same is parameters, said, odd
"""


def helper(indices, parameters, rate):
    """Work in place, as the course's ``optimize`` does."""
    if isinstance(indices, str):
        raise ValueError("no words here")
    np.random.seed(3)
    parameters["b"] -= rate
    return float(parameters["b"].sum()), len(indices)


@pytest.mark.smoke
def test_a_helper_works_here_and_its_effect_is_there(box):
    """The function stays in the grader; arguments change in place; each call is written down, before and after."""
    np.random.seed(1)
    before = np.random.get_state()[1][:5].tolist()
    said = outcome(box, HELPED, {"b": np.zeros(2)}, 1.0, helpers={"helper": helper, "keeper": lambda value: value})
    assert said.result[:3] == ((-2.0, 2), (-4.0, 2), True)
    assert said.result[3:] == (
        "helper: no words here",
        "helper: helper was given a value of type set, which it cannot work with.",
    )
    assert said.arguments[0]["b"].tolist() == [-2.0, -2.0]
    assert [call.name for call in said.calls] == ["helper", "helper", "keeper", "helper", "helper"]
    second = said.calls[1]
    assert second.args[1]["b"].tolist() == [-1.0, -1.0] and second.left_args[1]["b"].tolist() == [-2.0, -2.0]
    assert second.kwargs == second.left_kwargs == {"rate": 1.0} and second.result == (-4.0, 2)
    assert np.random.get_state()[1][:5].tolist() == before


def test_a_helper_is_out_of_reach_before_and_after_its_call(box):
    """Nothing of it can be kept."""
    code = "kept = []\ndef f():\n    kept.append(helper)\n    return helper()\ndef g():\n    return kept[0]()\n"
    with box.job() as notebook:
        notebook.run([code])
        assert notebook.call("f", [], {"helper": lambda: 5}).result == 5
        late = notebook.call("g", [], {"other": lambda: 5})
        assert "after your function had returned" in late.problem.sentence and notebook.alive
        assert "NameError" in notebook.call("f", []).problem.sentence


@pytest.mark.parametrize(
    "work",
    [
        "x = 0\n    while True:\n        x += 1",
        "kept = [bytearray(1 << 20) for _ in range(10**6)]",
        "import time; time.sleep(0.01) or work()",
    ],
    ids=["endless", "memory", "recursion"],
)
def test_a_helper_cannot_be_made_to_hang_or_fill_the_grader(box, work):
    """The deadline and the memory limit hold in the grader as well."""
    space: dict = {}
    exec(f"def work():\n    {work}\n", space)
    started = time.monotonic()
    said = outcome(box, "def f():\n    return work()", helpers={"work": space["work"]}, timeout=1)
    assert said.problem.kind in ("timeout", "raised") and time.monotonic() - started < 8
    assert len(bytearray(200 << 20)) == 200 << 20, "the grader's own memory limit was not lifted again"


def test_arguments_that_do_not_fit_are_the_callers_fault(box):
    """A case that is too large to be asked is an error of the course, not of the student."""
    with box.job() as notebook:
        notebook.run(["def f(x):\n    return 1"])
        with pytest.raises(TooMuch):
            notebook.call("f", [np.zeros(2 << 20)])


def test_files_lie_in_the_working_folder_and_nowhere_else(box):
    """Names without folders alone; each job has its own."""
    with box.job({"clip.ipynb": b"one", "empty": b""}) as notebook:
        cell = notebook.run(["print(open('clip.ipynb').read(), sorted(__import__('os').listdir('.')))"])[0]
        assert cell.outputs[0]["text"] == "one ['clip.ipynb', 'empty']\n"
    for name in ("../x", "/x", "a/b", "..", ""):
        with pytest.raises(ValueError, match="folder"):
            box.job({name: b""})


@pytest.mark.smoke
def test_a_cell_that_does_not_end_is_interrupted_and_the_next_runs(box):
    """A loop without end costs its cell; only one that cannot be interrupted costs the process."""
    with box.job() as notebook:
        cells = notebook.run(["while True:\n    pass", "x = 1\nx"])
        assert "3 seconds" in cells[0].reason and not cells[0].ok
        assert cells[1].ok and notebook.alive


def test_after_the_process_is_gone_everything_answers_at_once(box):
    """Cells say that they were not run, calls that there is nobody to call."""
    with box.job() as notebook:
        started = time.monotonic()
        cells = notebook.run(["print('before')", "import os; os._exit(3)", "print('after')"])
        said = notebook.call("f", [])
        assert time.monotonic() - started < 3 and not notebook.alive
    assert cells[0].ok and "ended the Python process" in cells[1].reason
    assert cells[2].reason.startswith("It was not run") and cells[2].outputs == []
    assert said.problem.kind == "died"
