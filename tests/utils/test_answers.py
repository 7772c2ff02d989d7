"""Fetching an earlier answer: the right function, nothing else run, and a sentence for each thing that can be wrong."""

from __future__ import annotations

import json
import os
import sys
import traceback

import numpy as np
import pytest

from utils.answers import AnswerNotReady, load_answer

RIGHT = "def clip(gradients, maxValue):\n    return {k: np.clip(g, -maxValue, maxValue) for k, g in gradients.items()}"


@pytest.fixture
def course(tmp_path):
    """A function that writes a notebook with the given cells (sources, or whole cells) and returns its folder."""

    def write(*cells, name="clip"):
        made = [
            cell if isinstance(cell, dict) else {"cell_type": "code", "metadata": {}, "source": cell} for cell in cells
        ]
        (tmp_path / f"{name}.ipynb").write_text(json.dumps({"cells": made, "nbformat": 4}), encoding="utf-8")
        return tmp_path

    return write


def sentence(folder, name="clip"):
    """The message with which loading fails; it must show as that sentence alone in a notebook."""
    with pytest.raises(AnswerNotReady) as caught:
        load_answer(name, folder)
    assert caught.value._render_traceback_() == [str(caught.value)]
    return str(caught.value)


def test_returns_the_students_own_function(course):
    """A finished answer works with the imports of its own notebook."""
    clip = load_answer("clip", course("import numpy as np", RIGHT, "clip({}, 1)"))
    assert clip({"a": np.array([-7.0, 2.0])}, 5)["a"].tolist() == [-5.0, 2.0]


def test_source_may_be_a_list_of_lines(course):
    """nbformat allows a cell's source as lines; older files have it so."""
    lines = ["def clip(g, m):\n", "    return 7"]
    assert load_answer("clip", course({"cell_type": "code", "metadata": {}, "source": lines}))(0, 0) == 7


def test_nothing_that_is_not_needed_is_run(course, tmp_path):
    """Checks, prints, figures and other assignments stay unexecuted, even in the cell of the answer."""
    mark = tmp_path / "ran"
    touch = f"open({str(mark)!r}, 'w').close()"
    folder = course(f"unused = {touch}", f"def clip(g, m):\n    unused = 1\n    return unused\n{touch}", f"x = {touch}")
    assert load_answer("clip", folder)(0, 0) == 1
    assert not mark.exists()


def test_helpers_constants_and_their_helpers_come_along(course):
    """An answer may lean on a function in another cell, and that on a constant, and that on an import."""
    folder = course(
        "import math",
        "LIMITS = {}\nLIMITS['low'] = -math.inf",
        "def low():\n    return LIMITS['low']",
        "def clip(g, m):\n    return low()",
    )
    assert load_answer("clip", folder)(0, 0) == -np.inf


def test_the_later_definition_counts(course):
    """As when the notebook is run from the top to the bottom."""
    assert load_answer("clip", course("def clip(g, m):\n    return 1", "def clip(g, m):\n    return 2"))(0, 0) == 2


def test_a_demonstration_is_passed_over(course):
    """A cell that only demonstrates may wrap the function; the next notebook wants the function itself."""
    demonstration = {
        "cell_type": "code",
        "metadata": {"dinosaur_island": {"demonstration": True}},
        "source": "clip = None",
    }
    assert load_answer("clip", course(RIGHT, demonstration)).__name__ == "clip"


def test_a_demonstration_lends_what_nothing_else_defines(course):
    """In the notebook `limit` was there, so it is here; the figure is not drawn, and the student's own names stay."""
    demonstration = {
        "cell_type": "code",
        "metadata": {"dinosaur_island": {"demonstration": True}},
        "source": "limit = 4\nown = 0\n1 / 0",
    }
    answer = "own = 3\ndef clip(g, m):\n    return limit + own"
    assert load_answer("clip", course(demonstration, answer, demonstration))(0, 0) == 7


@pytest.mark.parametrize("magic", ["%matplotlib inline\n", "!ls\n", "%%time\n"])
def test_magics_do_no_harm(course, magic):
    """A magic beside the definition is not run and does not hide it."""
    assert load_answer("clip", course(magic + "def clip(g, m):\n    return 3"))(0, 0) == 3


def test_a_broken_neighbour_cell_does_no_harm(course):
    """A cell that is not Python matters only where it should hold the answer."""
    assert load_answer("clip", course("this is (not python", "def clip(g, m):\n    return 4"))(0, 0) == 4


def test_a_return_above_the_forgotten_stub_line_is_done(course):
    """The line of the stub may stay where nothing reaches it."""
    assert load_answer("clip", course("def clip(g, m):\n    return 5\n    raise NotImplementedError()"))(0, 0) == 5


def test_an_answer_may_need_an_earlier_answer(course):
    """`optimize` loads `clip` in its own notebook; loading `optimize` loads both."""
    course("def clip(g, m):\n    return 6")
    folder = course("clip = load('clip')", "def optimize():\n    return clip(0, 0)", name="optimize")
    text = (folder / "optimize.ipynb").read_text(encoding="utf-8")
    loader = f"from utils.answers import load_answer\\nload = lambda name: load_answer(name, {str(folder)!r})\\n"
    (folder / "optimize.ipynb").write_text(text.replace("clip = load", loader + "clip = load"), encoding="utf-8")
    assert load_answer("optimize", folder)() == 6


def test_an_exception_inside_shows_the_students_own_line(course):
    """Where the function raises later, the traceback has its text and names the cell."""
    clip = load_answer("clip", course("def clip(g, m):\n    return g / 0"))
    with pytest.raises(ZeroDivisionError) as caught:
        clip(1, 1)
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (last.filename, last.line) == ("clip.ipynb, cell 1", "return g / 0")


def test_an_answer_is_loaded_as_its_notebook_runs_it(course):
    """In a notebook, `__name__` is "__main__": what is defined only there is found."""
    guarded = "if __name__ == '__main__':\n    def clip(g, m):\n        return 9"
    assert load_answer("clip", course(guarded))(0, 0) == 9


@pytest.mark.parametrize(
    "future, kind", [("from __future__ import annotations\n", str), ("", type)], ids=["written", "evaluated"]
)
def test_a_dataclass_is_loaded_and_its_annotations_are_the_students(course, future, kind):
    """Annotations are strings where the notebook says so, in any of its cells, and nowhere else."""
    folder = course(
        future + "from dataclasses import dataclass",
        "@dataclass\nclass Limit:\n    top: float = 5.0",
        "def clip(g, m):\n    return Limit",
    )
    assert isinstance(load_answer("clip", folder)(0, 0).__annotations__["top"], kind)


def test_a_blank_answer_is_called_not_done(course):
    """The stub gets a sentence that says what to do first."""
    message = sentence(course("def clip(g, m):\n    # YOUR CODE HERE\n    raise NotImplementedError()"))
    assert "clip is not done yet" in message and "save it" in message


def test_a_missing_notebook_is_named(tmp_path):
    """The sentence has the name of the file and the folder that was searched."""
    message = sentence(tmp_path)
    assert "clip.ipynb is not in" in message and str(tmp_path.resolve()) in message


@pytest.mark.parametrize("content", [b"", b"not json", b"\xff\xfe\x00", b"[" * 200_000])
def test_a_file_that_is_no_notebook_is_said_to_be_unreadable(tmp_path, content):
    """Damage gives a sentence, never a decoder's traceback."""
    (tmp_path / "clip.ipynb").write_bytes(content)
    assert "cannot be read as a notebook" in sentence(tmp_path)


@pytest.mark.parametrize("content", ["[]", "3", '{"cells": 7}', "{}"])
def test_json_without_cells_is_said_to_have_none(tmp_path, content):
    """Valid JSON need not be a notebook."""
    (tmp_path / "clip.ipynb").write_text(content, encoding="utf-8")
    assert "has no cells" in sentence(tmp_path)


@pytest.mark.parametrize(
    "cell", [None, 7, {}, {"cell_type": "code"}, {"cell_type": "code", "metadata": 3, "source": 5}]
)
def test_odd_cells_are_passed_over(course, cell):
    """A damaged cell is no reason to lose the answer beside it."""
    folder = course({"cell_type": "markdown"}, "def clip(g, m):\n    return 8")
    notebook = json.loads((folder / "clip.ipynb").read_text(encoding="utf-8"))
    notebook["cells"].insert(0, cell)
    (folder / "clip.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    assert load_answer("clip", folder)(0, 0) == 8


def test_no_such_function_is_said(course):
    """A renamed function is missing, and the sentence says how it should begin."""
    assert "def clip(" in sentence(course("def klip(g, m):\n    return 1"))


def test_a_syntax_error_in_the_answer_is_said(course):
    """The answer's own cell must be Python."""
    assert "is not valid Python" in sentence(course("def clip(g, m):\n    return ("))


def test_an_answer_that_raises_when_loaded_is_said_with_its_line(course):
    """A decorator or a constant that raises is reported with the cell and the line."""
    message = sentence(course("LIMIT = 1 / 0", "def clip(g, m):\n    return LIMIT"))
    assert "ZeroDivisionError" in message and "clip.ipynb, cell 1, line 1" in message


def test_a_name_that_is_no_function_is_said(course):
    """`clip = 3` defines something that cannot be called."""
    assert "of type int, not a function" in sentence(course("clip = 3"))


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_said_to_be_unreadable(course):
    """An operating system's refusal becomes a sentence too."""
    folder = course(RIGHT)
    (folder / "clip.ipynb").chmod(0)
    assert "cannot be read as a notebook" in sentence(folder)
