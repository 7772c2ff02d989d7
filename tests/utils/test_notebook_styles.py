"""What Jupyter runs is taken by both roads: the grader gives it all points, and the next notebook can load it."""

from __future__ import annotations

import json
import sys

import pytest

from autograder.grading.judge import judge_exercise
from autograder.sandbox.limits import Limits
from autograder.sandbox.sandbox import Sandbox
from autograder.submission import intake
from tests.support.classroom import notebook
from tests.support.judging import messages
from tests.support.notebook_styles import CELLS, RIGHT, files, made
from tests.support.seeded import in_part
from utils.answers import AnswerNotReady, load_answer
from utils.feedback.check import examine

FILES = files()
CONFLICT = f"<<<<<<< local\n{RIGHT}=======\n{RIGHT}>>>>>>> remote\n"


@pytest.fixture
def folder(request, tmp_path):
    """A folder with the notebook of a style."""
    style = request.param
    content = FILES[style] if style in FILES else json.dumps(made(style)).encode()
    (tmp_path / "clip.ipynb").write_bytes(content)
    return tmp_path


@pytest.mark.parametrize("folder", in_part([*CELLS, *FILES], 3), indirect=True)
def test_the_grader_runs_it(folder, sandbox, run):
    """The answer earns everything."""
    result = judge_exercise("clip", intake.read(folder), sandbox, run, "digest")
    assert result.score == result.max, messages(result) + result.reason


@pytest.mark.parametrize("folder", [*CELLS, *FILES], indirect=True)
@pytest.mark.filterwarnings("ignore")
def test_the_next_notebook_loads_it(folder):
    """`load_answer` returns a function that `check` finds right."""
    report = examine(load_answer("clip", folder), "clip")
    assert report.passed, str(report)


def test_a_merge_conflict_in_the_answer_is_called_one(tmp_path, sandbox, run):
    """nbdime and git leave their marks in the cell; both roads say so, not "invalid syntax" alone."""
    (tmp_path / "clip.ipynb").write_text(json.dumps(notebook("clip", CONFLICT)), encoding="utf-8")
    result = judge_exercise("clip", intake.read(tmp_path), sandbox, run, "digest")
    assert result.score == 0 and "unresolved merge conflict: keep one version" in messages(result)
    with pytest.raises(AnswerNotReady, match=r"clip in clip\.ipynb holds an unresolved merge conflict"):
        load_answer("clip", tmp_path)


def test_cells_and_calls_run_in_one_event_loop(sandbox):
    """A task that one cell starts is there in the next, and the loop runs while a function is called."""
    cells = [
        "import asyncio\nloop = asyncio.get_running_loop()\nasync def one():\n    return 1",
        "task = loop.create_task(one())",
        "same = asyncio.get_running_loop() is loop\nvalue = await task",
        "def f():\n    return [same, value, asyncio.get_running_loop() is loop]",
    ]
    with sandbox.job({}) as job:
        job.run(cells)
        assert job.call("f", []).result == [True, 1, True]


def test_what_a_cell_waited_for_in_vain_does_not_disturb_the_next():
    """A cell whose time is over while it waits is given up; the loop goes on without it."""
    with Sandbox(Limits(cell_seconds=0.5)) as hasty, hasty.job({}) as job:
        late, _ = job.run(["import asyncio\nx = 1\nawait asyncio.sleep(60)\nx = 2", "def f():\n    return x"])
        assert late.reason and job.call("f", []).result == 1


def test_an_own_module_is_found_however_fresh_it_is_and_hides_nothing(sandbox):
    """Files that were written a moment ago are imported, also over others; what is loaded stays what it is."""
    write = "open('{0}.py', 'w').write('clip = {1}')\n"
    cells = [
        "import os\n" + "".join(write.format(f"own{n}", n) + f"import own{n}\n" for n in range(20)),
        "".join(write.format(name, 7) for name in ("numpy", "utils", "child", "test")),
        "import numpy, utils, child, test\nfrom utils.step import softmax",
        "def f():\n    return [own19.clip, test.clip, *(hasattr(m, 'clip') and m.clip == 7 for m in (utils, child))]",
        "def g():\n    return float(numpy.exp(0))",
    ]
    with sandbox.job({}) as job:
        assert all(cell.ok for cell in job.run(cells))
        assert job.call("f", []).result == [19, 7, False, False]
        assert job.call("g", []).result == 1.0


def test_a_helper_file_that_was_changed_is_loaded_anew(tmp_path):
    """Running the loading cell again takes the file beside the notebook as it is now, and leaves the path as it was."""
    path = list(sys.path)
    for low in (1, 2):
        (tmp_path / "bounds_of_clip.py").write_text(f"LOW = {low}\n" + "#" * low, encoding="utf-8")
        cells = ["%%writefile bounds_of_clip.py\nLOW = 3", "from bounds_of_clip import LOW\ndef clip(): return LOW"]
        nodes = [{"cell_type": "code", "metadata": {}, "source": source} for source in cells]
        (tmp_path / "clip.ipynb").write_text(json.dumps({"cells": nodes, "nbformat": 4}), encoding="utf-8")
        assert load_answer("clip", tmp_path)() == low
    assert sys.path == path


def test_what_is_run_from_the_top_stays_silent_and_passes_shows_over(tmp_path, capsys):
    """Where a name is made by `exec` the student's cells are run, but for their checks, prints and figures."""
    mark = tmp_path / "ran"
    touch = f"open({str(mark)!r}, 'w').close()"
    cells = [
        f"exec('def clip(): return 4')\ncheck({touch})\nprint({touch})\nplt.plot({touch})",
        "1 / 0",
        "x = print(3)",
    ]
    nodes = [{"cell_type": "code", "metadata": {}, "source": source} for source in cells]
    (tmp_path / "clip.ipynb").write_text(json.dumps({"cells": nodes, "nbformat": 4}), encoding="utf-8")
    assert load_answer("clip", tmp_path)() == 4
    assert not mark.exists() and capsys.readouterr().out == ""
